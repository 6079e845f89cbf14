"""IDX, the file format of MNIST: a few bytes that give the type and the shape, then the numbers.

| bytes | what |
|---|---|
| 2 | zero |
| 1 | the type of the numbers: 0x08 for bytes from 0 to 255, … |
| 1 | how many axes |
| 4 an axis | its length, the most significant byte first |
| the rest | the numbers, row by row, the most significant byte first |

Source: Y. LeCun, C. Cortes, C. Burges, *The MNIST database*, section "File formats".
"""

import gzip
import math
import struct
import zlib

import numpy as np

__all__ = ["read_idx"]

_DTYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_GZIP = b"\x1f\x8b"


def read_idx(path):
    """Read an IDX file, gzipped or plain.

    Parameters
    ----------
    path : str or os.PathLike

    Returns
    -------
    numpy.ndarray
        Of the shape and the type that the file states, in the machine's byte order: ``uint8`` for MNIST.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is no IDX file, is cut, or goes on after its last number.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "labels-idx1-ubyte")
    ...     _ = path.write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 3, 5, 0, 4]))
    ...     read_idx(path)
    array([5, 0, 4], dtype=uint8)
    """
    with open(path, "rb") as plain:
        zipped = plain.read(2) == _GZIP
        plain.seek(0)
        try:
            return _parse(path, gzip.open(plain) if zipped else plain)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise ValueError(f"read_idx: {path} is damaged: {error}") from error


def _parse(path, stream):
    dtype, shape = _header(path, stream)
    expected = dtype.itemsize * math.prod(shape)
    content = stream.read(expected)
    if len(content) < expected:
        raise ValueError(
            f"read_idx: {path} is cut: shape {shape} takes {expected} bytes, but {len(content)} are there"
        )
    if stream.read(1):
        raise ValueError(f"read_idx: {path} goes on after the {expected} bytes that shape {shape} takes")
    return np.frombuffer(content, dtype).reshape(shape).astype(dtype.newbyteorder("="))


def _header(path, stream):
    start = stream.read(4)
    if len(start) < 4 or start[:2] != b"\0\0" or start[2] not in _DTYPES or not start[3]:
        raise ValueError(f"read_idx: {path} is no IDX file: it begins with the bytes {start.hex(' ')!r}")
    lengths = stream.read(4 * start[3])
    if len(lengths) < 4 * start[3]:
        raise ValueError(f"read_idx: {path} is cut within the lengths of its {start[3]} axes")
    return np.dtype(_DTYPES[start[2]]), struct.unpack(f">{start[3]}I", lengths)
