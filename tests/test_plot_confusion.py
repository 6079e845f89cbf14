"""Which class was taken for which: counted, drawn, told."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex
from sklearn import metrics

from cnnlib import plots

matplotlib.use("agg")


@pytest.fixture(autouse=True)
def _own_style():
    with matplotlib.rc_context():
        plots.use_style()
        yield
    plt.close("all")


def cells(ax, side):
    """Return the texts in the cells as a table."""
    left, _, _, top = ax.images[0].get_extent()
    table = np.full((side, side), "", dtype=object)
    for text in ax.texts:
        x, y = text.get_position()
        row, column = int(np.floor(y - top)), int(np.floor(x - left))
        if 0 <= row < side and 0 <= column < side and text.get_rotation() == 0:
            table[row, column] = text.get_text()
    return table.tolist()


def test_it_counts_as_scikit_learn_does():
    target, predicted = np.random.default_rng(0).integers(0, 7, (2, 500))
    counts = plots.confusion_matrix(target, predicted, 7)
    np.testing.assert_array_equal(counts, metrics.confusion_matrix(target, predicted, labels=range(7)))
    assert plots.confusion_matrix(np.empty(0, int), np.empty(0, int), 2).tolist() == [[0, 0], [0, 0]]


def test_zeros_are_blank():
    assert cells(plots.show_confusion_matrix([[8, 2], [0, 5]]), 2) == [["8", "2"], ["", "5"]]


def test_rows_add_up_to_a_hundred_percent():
    ax = plots.show_confusion_matrix([[6, 2, 1], [0, 5, 0], [0, 0, 0]], normalize=True)
    assert cells(ax, 3) == [["66.7", "22.2", "11.1"], ["", "100", ""], ["", "", ""]]


def test_right_is_green_and_mistakes_are_highlighted():
    colors = np.asarray(plots.show_confusion_matrix([[98, 2], [1, 99]]).images[0].get_array())
    hues = [[to_hex(cell[:3]).upper() for cell in row] for row in colors]
    right, wrong = plots.PALETTE["output"], plots.PALETTE["window"]
    assert hues == [[right, wrong], [wrong, right]]
    assert 0.1 < colors[1, 0, 3] < colors[0, 1, 3] == pytest.approx(0.45)


@pytest.mark.parametrize(("names", "rotation"), [(["a", "b"], 0), (["automobile", "b"], 90)])
def test_long_names_of_columns_are_turned(names, rotation):
    ax = plots.show_confusion_matrix([[1, 0], [0, 1]], names=names, title="t")
    turned = [text.get_rotation() for text in ax.texts if text.get_text() == names[0]]
    assert turned == [0, rotation]


def test_its_description_tells_accuracy_and_the_worst_mistakes():
    ax = plots.show_confusion_matrix(
        [[8, 2, 0], [0, 9, 1], [0, 0, 5]], names=["cat", "dog", "owl"], title="pets"
    )
    assert plots.describe(ax) == (
        "Confusion matrix “pets” of 3 classes. 22 of 25 samples right, 88.0 %. "
        "Most often wrong: cat taken for dog (2) and dog taken for owl (1)."
    )
    assert plots.describe(plots.show_confusion_matrix([[0]])) == (
        "Confusion matrix of 1 class. There is no sample."
    )


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: plots.confusion_matrix([0, 3], [0, 1], 3),
            ValueError,
            r"target must hold classes from 0 to 2, got 3",
        ),
        (
            lambda: plots.confusion_matrix([0, 1], [0, -1], 3),
            ValueError,
            r"predicted must hold classes .* got -1",
        ),
        (
            lambda: plots.confusion_matrix([0, 1], [0], 3),
            ValueError,
            r"predicted must have target's shape \(2,\), got \(1,\)",
        ),
        (
            lambda: plots.confusion_matrix([0.0], [0], 3),
            TypeError,
            r"target must hold integers, got dtype float64",
        ),
        (lambda: plots.confusion_matrix([[0]], [[0]], 3), ValueError, r"target must have shape \(samples,\)"),
        (
            lambda: plots.show_confusion_matrix([[1, 2]]),
            ValueError,
            r"shape \(classes, classes\), got \(1, 2\)",
        ),
        (lambda: plots.show_confusion_matrix([[0.5]]), TypeError, r"counts must be integers"),
        (lambda: plots.show_confusion_matrix([[-1]]), ValueError, r"must not be negative, got -1"),
        (
            lambda: plots.show_confusion_matrix([[1]], names=["a", "b"]),
            ValueError,
            r"1 classes need as many names, got 2",
        ),
    ],
)
def test_refusals(call, error, message):
    with pytest.raises(error, match=message):
        call()
