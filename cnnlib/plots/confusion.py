"""Which classes a classifier takes for which."""

import numpy as np

from cnnlib.arguments import whole_number
from cnnlib.plots.cells import Grid, draw_grid, grid_axes
from cnnlib.plots.descriptions import add_description
from cnnlib.plots.style import STRONG, role_color
from cnnlib.plots.words import counted, headed, listed, sentence

_LETTER_CELLS = 0.17
_MOST_MISTAKES = 3
_MOST_UPRIGHT = 3
"""Longer names of columns are turned."""
_UPRIGHT_CELLS = 1.1


def confusion_matrix(target, predicted, classes):
    """Count how often each class was taken for each.

    Parameters
    ----------
    target, predicted : array_like of int, shape (samples,)
        The true class of each sample, and the one that was predicted.
    classes : int
        How many classes there are.

    Returns
    -------
    numpy.ndarray of int64, shape (classes, classes)
        Row: the true class; column: the predicted one.

    Raises
    ------
    TypeError
        If labels are no integers.
    ValueError
        If the two differ in shape, or a label is not from 0 to `classes` − 1.

    Examples
    --------
    >>> confusion_matrix([0, 0, 1, 2], [0, 1, 1, 2], 3)
    array([[1, 1, 0],
           [0, 1, 0],
           [0, 0, 1]])
    """
    classes = whole_number("confusion_matrix", "classes", classes, minimum=1)
    target = _labels("target", target, classes)
    predicted = _labels("predicted", predicted, classes)
    if target.shape != predicted.shape:
        raise ValueError(
            f"confusion_matrix: predicted must have target's shape {target.shape}, got {predicted.shape}"
        )
    places = np.ravel_multi_index((target, predicted), (classes, classes))
    return np.bincount(places, minlength=classes**2).reshape(classes, classes)


def show_confusion_matrix(counts, *, normalize=False, names=None, title=None, ax=None):
    """Draw which classes were taken for which: true classes in rows, predicted ones in columns.

    Right answers, on the diagonal, are in the output's color; mistakes in the highlight's, which grows to the
    full with the most frequent mistake, so that a few among thousands are seen. Zeros are blank.

    Parameters
    ----------
    counts : array_like of int, shape (classes, classes)
        As `confusion_matrix` returns them.
    normalize : bool
        Whether to write percent of the row, instead of counts. The diagonal is then each class's recall. A
        class without samples has a blank row.
    names : sequence of str, optional
        What the classes are called; by default their numbers.
    title : str, optional
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
        Measured in cells.

    Raises
    ------
    TypeError
        If `counts` are no integers.
    ValueError
        If `counts` are no square matrix or are negative, or there is not one name for each class.

    Examples
    --------
    >>> ax = show_confusion_matrix([[8, 2], [0, 5]], names=["cat", "dog"])
    >>> [text.get_text() for text in ax.texts]
    ['8', '2', '5', 'cat', 'dog', 'cat', 'dog', 'true', 'predicted']
    """
    counts = _counts(counts)
    names = _names(names, len(counts))
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    grid = Grid(_texts(counts, shares, normalize), _colors(shares))
    longest = max(map(len, names))
    margin = 0.9 + _LETTER_CELLS * longest
    top = (0.8 if title else 0) + (margin if longest > _MOST_UPRIGHT else _UPRIGHT_CELLS)
    side = len(counts)
    ax = grid_axes(margin + side, top + side, ax)
    draw_grid(ax, grid, margin, top)
    _write_names(ax, names, margin, top, rotation=90 if longest > _MOST_UPRIGHT else 0)
    if title:
        ax.text(margin + side / 2, 0.1, title, ha="center", va="top", size=10)
    add_description(ax, _words(counts, names, title, normalize))
    return ax


def _labels(name, labels, classes):
    labels = np.asarray(labels)
    if labels.dtype.kind not in "iu":
        raise TypeError(f"confusion_matrix: {name} must hold integers, got dtype {labels.dtype}")
    if labels.ndim != 1:
        raise ValueError(f"confusion_matrix: {name} must have shape (samples,), got {labels.shape}")
    wrong = labels[(labels < 0) | (labels >= classes)]
    if wrong.size:
        raise ValueError(
            f"confusion_matrix: {name} must hold classes from 0 to {classes - 1}, got {wrong[0]}"
        )
    return labels


def _counts(counts):
    counts = np.asarray(counts)
    if counts.dtype.kind not in "iu":
        raise TypeError(f"show_confusion_matrix: counts must be integers, got dtype {counts.dtype}")
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or counts.size == 0:
        raise ValueError(
            f"show_confusion_matrix: counts must have shape (classes, classes), got {counts.shape}"
        )
    if counts.min() < 0:
        raise ValueError(f"show_confusion_matrix: counts must not be negative, got {counts.min()}")
    return counts


def _names(names, classes):
    names = [str(i) for i in range(classes)] if names is None else list(map(str, names))
    if len(names) != classes:
        raise ValueError(f"show_confusion_matrix: {classes} classes need as many names, got {len(names)}")
    return names


def _texts(counts, shares, normalize):
    """Return counts, or percent with one decimal where that is not whole; nothing for zeros."""
    written = (
        np.vectorize(lambda share: f"{100 * share:.1f}".removesuffix(".0"))(shares) if normalize else counts
    )
    return np.where(counts == 0, "", written.astype(str)).tolist()


def _colors(shares):
    """Return green on the diagonal, orange beside it, each the stronger the larger the share."""
    right = np.eye(len(shares), dtype=bool)
    colors = np.where(right[..., None], role_color("output"), role_color("window"))
    most = max(shares[~right].max(initial=0), 1e-9)
    colors[..., 3] = STRONG * np.where(right, shares, 0.25 + 0.75 * shares / most)
    colors[shares == 0, 3] = 0
    return colors


def _write_names(ax, names, margin, top, *, rotation):
    for place, name in enumerate(names):
        ax.text(margin - 0.2, top + place + 0.5, name, ha="right", va="center_baseline", size=9)
    for place, name in enumerate(names):
        ax.text(margin + place + 0.5, top - 0.2, name, ha="center", va="bottom", size=9,
                rotation=rotation)  # fmt: skip
    middle = len(names) / 2
    ax.text(0.1, top + middle, "true", ha="left", va="center", rotation=90, size=10)
    ax.text(
        margin + middle,
        top - (margin if rotation else _UPRIGHT_CELLS) + 0.1,
        "predicted",
        ha="center",
        va="top",
        size=10,
    )


def _words(counts, names, title, normalize):
    samples, right = int(counts.sum()), int(np.trace(counts))
    unit = ", in percent of each true class" if normalize else ""
    classes = "1 class" if len(names) == 1 else f"{len(names)} classes"
    told = sentence(f"{headed('confusion matrix', title)} of {classes}{unit}")
    if samples == 0:
        return f"{told} There is no sample."
    told += f" {right} of {counted(samples, 'sample')} right, {100 * right / samples:.1f} %."
    mistakes = np.where(np.eye(len(names), dtype=bool), 0, counts)
    order = np.argsort(-mistakes, axis=None, kind="stable")[:_MOST_MISTAKES]
    places = [place for place in zip(*np.unravel_index(order, counts.shape)) if mistakes[place]]
    most = [f"{names[row]} taken for {names[column]} ({mistakes[row, column]})" for row, column in places]
    return f"{told} Most often wrong: {listed(most)}." if most else told
