"""A checked copy of a published file: from a folder of yours, from the cache, or from a mirror.

A file is used only if its SHA-256 is the published one. What comes from a mirror is written under a temporary
name, checked, and only then given its own name, in one step: another process sees all of it or nothing.
"""

import os
from contextlib import suppress
from importlib import import_module
from pathlib import Path

__all__ = ["DownloadError", "cache_folder", "fetch"]

_TIMEOUT = 30
_PORTION = 1 << 16


class DownloadError(OSError):
    """A file could not be had; the message says why, and what to do."""


def cache_folder():
    """Return the folder in which downloads are kept: cnnlib's in the one that the system has for caches.

    Returns
    -------
    pathlib.Path
        It need not exist yet.

    Examples
    --------
    >>> cache_folder().name
    'cnnlib'
    """
    return Path(_optional("pooch").os_cache("cnnlib"))


def fetch(file):
    """Return the path of a checked copy of a published file.

    If the environment variable ``CNNLIB_DATA`` names a folder, the file is taken from there: from its
    subfolder of the data set's name (``mnist``, ``fashion-mnist``, ``cifar10``), or from the folder itself.
    Nothing is downloaded then. Otherwise it is taken from the cache, or downloaded into it from the first
    mirror that gives it whole.

    Parameters
    ----------
    file : RemoteFile
        One of those in `cnnlib.datasets.sources`.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    FileNotFoundError
        If ``CNNLIB_DATA`` names no folder, or the file is not in it.
    ValueError
        If the file in ``CNNLIB_DATA`` is another than the published one.
    DownloadError
        If no mirror gives the file, or the cache cannot be used.
    ModuleNotFoundError
        If pooch or tqdm is not installed.
    """
    folder = os.environ.get("CNNLIB_DATA")
    return _from_folder(file, Path(folder)) if folder else _from_mirrors(file)


def _from_folder(file, folder):
    if not folder.is_dir():
        raise FileNotFoundError(f"CNNLIB_DATA names {folder}, which is no folder")
    places = [place / file.name for place in (folder / file.dataset, folder)]
    there = [place for place in places if place.is_file()]
    for place in there:
        if _is_whole(place, file):
            return place
    if there:
        raise ValueError(
            f"{there[0]} is damaged, or is another file than {file.dataset}'s: "
            f"its SHA-256 is {_sha256(there[0])}, but {file.sha256} was published"
        )
    raise FileNotFoundError(
        f"CNNLIB_DATA names {folder}, but neither {places[0]} nor {places[1]} is there. "
        "Put the file there, or unset CNNLIB_DATA to have it downloaded"
    )


def _from_mirrors(file):
    folder = cache_folder() / file.dataset
    troubles = []
    for address in file.mirrors:
        try:
            return _retrieve(file, address, folder)
        except _network_errors() as error:
            troubles.append(f"{address}: {_reason(error)}")
        except OSError as error:
            raise DownloadError(_words(file, f"the cache cannot be used: {error}")) from error
    _discard(folder / file.name, file)
    raise DownloadError(_words(file, "no address gives it:\n  " + "\n  ".join(troubles)))


def _retrieve(file, address, folder):
    found = _optional("pooch").retrieve(
        address, known_hash=f"sha256:{file.sha256}", fname=file.name, path=folder, downloader=_download
    )
    return Path(found)


def _download(address, output_file, _):
    """Write what stands at an address into a file, byte by byte as it is sent: a .gz stays one."""
    import requests

    tqdm = _optional("tqdm").tqdm
    headers = {"Accept-Encoding": "identity"}
    with requests.get(address, stream=True, timeout=_TIMEOUT, headers=headers) as response:
        response.raise_for_status()
        total = int(response.headers.get("Content-Length", 0)) or None
        name = address.rpartition("/")[2]
        with (
            open(output_file, "wb") as output,
            tqdm(total=total, unit="B", unit_scale=True, desc=name, mininterval=0.5) as bar,
        ):
            for portion in response.raw.stream(_PORTION, decode_content=False):
                bar.update(output.write(portion))


def _discard(path, file):
    """Remove a damaged file that no mirror could replace, where that is allowed."""
    with suppress(OSError):
        if not _is_whole(path, file):
            path.unlink()


def _is_whole(path, file):
    return _sha256(path) == file.sha256


def _sha256(path):
    return _optional("pooch").file_hash(str(path), alg="sha256")


def _optional(module):
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "cnnlib.datasets: downloads need pooch and tqdm: pip install pooch tqdm"
        ) from error


def _network_errors():
    """Return what a mirror can do wrong; a ValueError is how pooch reports another checksum."""
    import requests
    import urllib3

    return requests.RequestException, urllib3.exceptions.HTTPError, ValueError


def _reason(error):
    import requests
    import urllib3

    if isinstance(error, requests.HTTPError):
        return f"{error.response.status_code} {error.response.reason}"
    if isinstance(error, requests.Timeout | urllib3.exceptions.TimeoutError):
        return f"no answer for {_TIMEOUT} seconds"
    if isinstance(error, urllib3.exceptions.ProtocolError):
        return "the connection broke off in the middle"
    if isinstance(error, ValueError):
        return "what came is damaged or another file (its SHA-256 is not the published one)"
    return "no connection"


def _words(file, trouble):
    return (
        f"{file.dataset}: {file.name} cannot be had: {trouble}\n"
        f"Download it elsewhere (SHA-256 {file.sha256}), put it into a folder, and set the environment "
        "variable CNNLIB_DATA to that folder; or use cnnlib.datasets.digits(), which needs no network."
    )
