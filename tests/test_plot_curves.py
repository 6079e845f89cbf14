"""Training curves: their points, their names, their best epoch, and what is missing."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest

from cnnlib import plots

matplotlib.use("agg")


@pytest.fixture(autouse=True)
def _own_style():
    with matplotlib.rc_context():
        plots.use_style()
        yield
    plt.close("all")


def texts(ax):
    return [text.get_text() for text in ax.texts]


def ring(ax):
    return ax.lines[-1].get_xydata()[0].tolist()


def test_curves_stand_at_their_epochs_and_are_named_at_their_ends():
    ax = plots.show_curve([3.0, 2.0, 1.0], [2.5, 1.5, 1.75], start=0, title="digits")
    assert ax.lines[0].get_xydata().tolist() == [[0, 3], [1, 2], [2, 1]]
    assert ax.lines[1].get_xydata().tolist() == [[0, 2.5], [1, 1.5], [2, 1.75]]
    assert ax.lines[0].get_linestyle() != ax.lines[1].get_linestyle()
    assert texts(ax) == ["training 1", "validation 1.75"]
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_title()) == ("epoch", "loss", "digits")


@pytest.mark.parametrize(("quantity", "best"), [("loss", [2, 0.1]), ("accuracy", [1, 0.4])])
def test_a_ring_marks_the_best_epoch(quantity, best):
    assert ring(plots.show_curve([0.4, 0.1, 0.2], quantity=quantity)) == best
    assert ring(plots.show_curve([0, 0, 0], [0.4, 0.1, 0.2], quantity=quantity)) == best


def test_names_of_close_ends_do_not_touch():
    falling = 2.3 * np.exp(-np.arange(20) / 4)
    axes = plots.show_training(falling + 0.02, falling / 3, validation_loss=falling + 0.1)
    axes[0].figure.canvas.draw()
    lower, upper = (text.get_window_extent() for text in axes[0].texts)
    assert lower.y1 <= upper.y0


@pytest.mark.parametrize("strange", [np.nan, np.inf])
def test_what_is_no_number_leaves_a_gap_and_a_cross(strange):
    ax = plots.show_curve([3.0, strange, 2.0, strange])
    assert np.isnan(ax.lines[0].get_ydata()).tolist() == [False, True, False, True]
    crosses = [line.get_xdata().tolist() for line in ax.lines if line.get_marker() == "x"]
    assert crosses == [[2], [4]]
    assert texts(ax) == ["training 2"]
    assert "no number at epochs 2 and 4." in plots.describe(ax)
    assert "no number at epochs 2 to 3." in plots.describe(plots.show_curve([1.0, strange, strange]))


def test_a_logarithmic_axis_has_plain_numbers():
    ax = plots.show_curve([2.0, 0.02], log=True)
    ax.figure.canvas.draw()
    low, high = ax.get_ylim()
    shown = [tick.get_text() for tick in ax.get_yticklabels() if low <= tick.get_position()[1] <= high]
    assert shown == ["0.02", "0.05", "0.1", "0.2", "0.5", "1", "2"]


def test_panels_for_loss_and_accuracy():
    axes = plots.show_training([2, 1], [0.5, 0.75], validation_accuracy=[0.5, 0.7], log=True)
    assert [(ax.get_ylabel(), ax.get_yscale()) for ax in axes] == [("loss", "log"), ("accuracy", "linear")]
    assert [len(ax.texts) for ax in axes] == [1, 2]
    figure, given = plt.subplots(1, 2)
    assert list(plots.show_training([2, 1], [0.5, 0.75], ax=given)) == list(given)
    [alone] = plots.show_training([2, 1], ax=figure.add_subplot())
    assert alone.figure is figure


def test_its_description_tells_first_last_and_best():
    axes = plots.show_training([2.0, 1.0, 0.5], [0.25, 0.5, 0.75], validation_loss=[2.0, 1.25, 1.5])
    assert plots.describe(axes) == (
        "Loss over 3 epochs. Training: from 2 to 0.5, best 0.5 at epoch 3. "
        "Validation: from 2 to 1.5, best 1.25 at epoch 2. "
        "Accuracy over 3 epochs. Training: from 0.25 to 0.75, best 0.75 at epoch 3."
    )


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: plots.show_curve([[1.0]]),
            ValueError,
            r"training must have shape \(epochs,\), got \(1, 1\)",
        ),
        (lambda: plots.show_curve(["a"]), TypeError, r"training must hold real numbers"),
        (lambda: plots.show_curve([np.nan]), ValueError, r"training must hold at least one finite value"),
        (lambda: plots.show_curve([]), ValueError, r"training must hold at least one"),
        (
            lambda: plots.show_curve([1, 2], [1]),
            ValueError,
            r"validation must have training's 2 epochs, got 1",
        ),
        (
            lambda: plots.show_curve([1], quantity="error"),
            ValueError,
            r"quantity must be 'loss' or 'accuracy'",
        ),
        (lambda: plots.show_curve([98.0], quantity="accuracy"), ValueError, r"shares from 0 to 1, got 98"),
        (
            lambda: plots.show_curve([1, 0], log=True),
            ValueError,
            r"training must be positive with log=True, got 0",
        ),
        (
            lambda: plots.show_training([1], validation_accuracy=[1]),
            ValueError,
            r"validation_accuracy needs accuracy",
        ),
        (
            lambda: plots.show_training([1], [1], ax=plt.figure().add_subplot()),
            ValueError,
            r"one axes for each panel, 2, got 1",
        ),
    ],
)
def test_refusals(call, error, message):
    with pytest.raises(error, match=message):
        call()
