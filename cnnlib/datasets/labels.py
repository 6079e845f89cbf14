"""Pictures and labels in the form that all data sets share, or an error that says what is wrong with them."""

import numpy as np


def labeled(op: str, pixels: np.ndarray, labels: np.ndarray, classes: int):
    """Return bytes as images from 0 to 1 and labels as ``int64``, if each picture has a label that there is.

    Raises
    ------
    ValueError
        If there are not as many labels as pictures, or a label is not below ``classes``.

    Examples
    --------
    >>> images, labels = labeled("mnist", np.full((1, 1, 1, 1), 51, np.uint8), np.array([7], np.uint8), 10)
    >>> images, labels
    (array([[[[0.2]]]], dtype=float32), array([7]))
    """
    if len(pixels) != len(labels):
        raise ValueError(f"{op}: each image needs a label, but there are {len(pixels)} and {len(labels)}")
    wrong = np.flatnonzero((labels < 0) | (labels >= classes))
    if wrong.size:
        raise ValueError(
            f"{op}: labels must be from 0 to {classes - 1}, but label {wrong[0]} is {labels[wrong[0]]}"
        )
    return np.divide(pixels, 255, dtype=np.float32), labels.astype(np.int64)
