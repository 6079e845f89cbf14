"""The embedded digits as widgets carry them: one character a pixel, decoded by ``digits.js``."""

from functools import cache

from cnnlib import datasets

LEVELS = "0123456789abcdefg"


def encoded_digits(indices=None):
    """Return digits of `cnnlib.datasets.digits` for a trait from which ``decodeDigits`` reads them.

    Parameters
    ----------
    indices : sequence of int, optional
        Which of the 1,797; all of them if left out, which costs a page 45 kB after compression.

    Returns
    -------
    dict of str
        ``pixels``, 64 characters a digit, row by row, 0 to 9 and a to g for 16; ``labels``, one a digit.

    Raises
    ------
    IndexError
        If there is no digit of an index.

    Examples
    --------
    >>> some = encoded_digits([0, 5])
    >>> some["labels"], some["pixels"][:16]
    ('05', '005d910000dfaf50')
    """
    pictures, labels = _all_digits()
    chosen = range(len(labels)) if indices is None else indices
    return {
        "pixels": "".join(pictures[each] for each in chosen),
        "labels": "".join(labels[each] for each in chosen),
    }


@cache
def first_digits():
    """Return the first digit of each kind, for ``digitPicture`` of ``pictures.js``.

    Returns
    -------
    tuple of str
        Ten times 64 pixels.

    Examples
    --------
    >>> first_digits()[3][:8]
    '007fd100'
    """
    pictures, labels = _all_digits()
    return tuple(pictures[labels.index(str(kind))] for kind in range(10))


@cache
def _all_digits():
    images, labels = datasets.digits()
    pictures = ["".join(LEVELS[round(16 * each)] for each in one.ravel().tolist()) for one in images]
    return pictures, "".join(map(str, labels.tolist()))
