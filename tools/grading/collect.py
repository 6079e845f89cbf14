"""What was handed over, file by file: a folder or a zip, and the zips in it. Nothing of it is changed."""

import io
import os
import stat
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

_LARGEST, _ALL, _MOST, _DEEPEST = 200 * 2**20, 4 * 2**30, 20_000, 3
_LITTER = (".DS_Store", "Thumbs.db", "desktop.ini", "__MACOSX")


class CollectError(Exception):
    """There is nothing to grade; the message says why."""


@dataclass(frozen=True)
class Found:
    """A file: its path with slashes, when it was changed, its bytes, or why it cannot be had."""

    path: str
    time: float
    data: bytes | None = None
    reason: str | None = None


def collect(source):
    """Yield every file of a folder or zip.

    Raises
    ------
    CollectError
        If ``source`` is neither, or holds no file.
    """
    source = Path(source)
    if source.is_dir():
        files = _in_folder(source)
    elif source.is_file() and zipfile.is_zipfile(source):
        files = _in_zip(source, "", 0)
    else:
        raise CollectError(f"{source} is {'no folder and no zip' if source.exists() else 'not there'}")
    room, count = _ALL, 0
    for count, found in enumerate((each for each in files if not _is_litter(each.path)), 1):
        room -= len(found.data or b"")
        if room < 0 or count > _MOST:
            raise CollectError(f"{source} holds over {_MOST} files or {_ALL >> 30} GiB: hand over a part")
        yield found
    if not count:
        raise CollectError(f"{source} is empty")


def _is_litter(path):
    """Return whether a file is one that a system leaves in every folder."""
    parts = PurePosixPath(path).parts
    return any(part in _LITTER for part in parts) or parts[-1].startswith("._")


def _in_folder(folder):
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(parent, name)
            relative = os.fsencode(path.relative_to(folder)).decode("utf-8", "replace")
            yield from _file(path, PurePosixPath(relative).as_posix())


def _file(path, name):
    """Yield one file of a folder, or what is in it."""
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        yield Found(name, status.st_mtime, reason="a link or something else that is no file: not followed")
    elif path.suffix.lower() == ".zip" and zipfile.is_zipfile(path):
        yield from _in_zip(path, f"{name}/", 1)
    elif status.st_size > _LARGEST:
        yield Found(name, status.st_mtime, reason=_too_large(status.st_size))
    else:
        yield Found(name, status.st_mtime, data=path.read_bytes())


def _in_zip(source, prefix, depth):
    """Yield the files of a zip; a path in it that leads out of it is shortened."""
    with zipfile.ZipFile(source) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if not entries and prefix:
            yield Found(prefix.rstrip("/"), 0.0, reason="an empty zip")
        for entry in entries:
            name = prefix + _inside(entry.filename)
            found = _entry(archive, entry, name)
            inner = found.data is not None and name.lower().endswith(".zip") and depth < _DEEPEST
            if inner and zipfile.is_zipfile(io.BytesIO(found.data)):
                yield from _in_zip(io.BytesIO(found.data), f"{name}/", depth + 1)
            else:
                yield found


def _entry(archive, entry, name):
    """Return one file of a zip; at most as much as it may hold is ever unpacked."""
    time = _time(entry)
    try:
        with archive.open(entry) as file:
            data = file.read(_LARGEST + 1)
    except (RuntimeError, NotImplementedError):
        return Found(name, time, reason="locked by a password, or packed in a way that is not known")
    except Exception as error:  # each way of packing has errors of its own
        return Found(name, time, reason=f"damaged in the zip: {error}")
    if len(data) > _LARGEST:
        return Found(name, time, reason=_too_large(entry.file_size))
    return Found(name, time, data=data)


def _inside(name):
    """Return a path without what leads out of a folder."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "/".join(part.rstrip(":") if part.endswith(":") else part for part in parts) or "unnamed"


def _time(entry):
    try:
        return datetime(*entry.date_time).timestamp()
    except ValueError:
        return 0.0


def _too_large(size):
    return f"too large: {size / 2**20:.1f} MiB, and {_LARGEST >> 20} MiB is the most: clear its outputs"
