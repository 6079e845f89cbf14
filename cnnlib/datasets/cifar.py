"""CIFAR-10's photographs, from its binary version: the Python version would have to be unpickled."""

import gzip
import tarfile
import zlib

import numpy as np

from cnnlib.arguments import one_of
from cnnlib.datasets import sources
from cnnlib.datasets.download import fetch
from cnnlib.datasets.labels import labeled

__all__ = ["CIFAR10_CLASSES", "cifar10", "read_records"]

CIFAR10_CLASSES = (
    "airplane",
    "automobile",
    "bird",
    "cat",
    "deer",
    "dog",
    "frog",
    "horse",
    "ship",
    "truck",
)

_SHAPE = (3, 32, 32)
_RECORD = 1 + 3 * 32 * 32
_FOLDER = "cifar-10-batches-bin"
_MEMBERS = {
    "train": tuple(f"{_FOLDER}/data_batch_{number}.bin" for number in range(1, 6)),
    "test": (f"{_FOLDER}/test_batch.bin",),
}


def cifar10(split="train"):
    """Return the photographs of CIFAR-10, downloaded (170 MB) when they are first asked for.

    Parameters
    ----------
    split : {"train", "test"}
        50,000 images to train with, which take 614 MB, or 10,000 to test with.

    Returns
    -------
    images : numpy.ndarray of float32, shape (count, 3, 32, 32)
        Red, green and blue from 0 to 1, in steps of 1/255.
    labels : numpy.ndarray of int64, shape (count,)
        From 0 to 9: indices into `CIFAR10_CLASSES`.

    Raises
    ------
    ValueError
        If there is no such split, or the data are not what they should be.
    OSError
        If the file cannot be had: see `cnnlib.datasets.download.fetch`, which also tells of ``CNNLIB_DATA``.
    ModuleNotFoundError
        If pooch or tqdm is not installed.

    References
    ----------
    A. Krizhevsky, *Learning Multiple Layers of Features from Tiny Images*, technical report, University of
    Toronto, 2009, chapter 3.

    Examples
    --------
    >>> images, labels = cifar10("test")  # doctest: +SKIP
    >>> CIFAR10_CLASSES[3]
    'cat'
    """
    one_of("cifar10", "split", split, tuple(_MEMBERS))
    records = read_records(fetch(sources.CIFAR10), _MEMBERS[split])
    return labeled("cifar10", records[:, 1:].reshape(-1, *_SHAPE), records[:, 0], len(CIFAR10_CLASSES))


def read_records(path, members):
    """Read records of CIFAR-10's binary version out of its archive; nothing is unpacked on the disk.

    A record is a byte for the label, then 1,024 bytes each for red, green and blue, row by row.

    Parameters
    ----------
    path : str or os.PathLike
        A .tar.gz archive.
    members : sequence of str
        The files in it, whose records are returned one after the other.

    Returns
    -------
    numpy.ndarray of uint8, shape (count, 3073)

    Raises
    ------
    FileNotFoundError
        If there is no archive.
    ValueError
        If the archive is damaged, lacks a member, or a member does not consist of whole records.
    """
    try:
        with tarfile.open(path, "r:gz") as archive:
            contents = [_content(path, archive, member) for member in members]
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ValueError(f"cifar10: {path} is damaged: {error}") from error
    return np.frombuffer(b"".join(contents), np.uint8).reshape(-1, _RECORD)


def _content(path, archive, member):
    try:
        stream = archive.extractfile(member)
    except KeyError:
        stream = None
    if stream is None:
        raise ValueError(f"cifar10: {path} holds no file {member}")
    content = stream.read()
    if len(content) % _RECORD:
        raise ValueError(
            f"cifar10: {member} must consist of records of {_RECORD} bytes, but has {len(content)} bytes"
        )
    return content
