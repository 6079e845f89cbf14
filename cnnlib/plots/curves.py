"""How training went: loss and accuracy after each epoch."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter, StrMethodFormatter

from cnnlib.plots.descriptions import add_description
from cnnlib.plots.labels import spread
from cnnlib.plots.style import INK, PALETTE
from cnnlib.plots.words import counted, headed, listed, number, sentence, span

_STYLES = {"training": {"linestyle": "--", "linewidth": 1.2}, "validation": {"linewidth": 2}}
_BEST = {"loss": np.nanargmin, "accuracy": np.nanargmax}
_LINE_POINTS = 12


def show_curve(training, validation=None, *, quantity="loss", log=False, start=1, title=None, ax=None):
    """Draw one quantity of a training against its epochs, each curve named at its end with its last value.

    Training is dashed, validation solid, with a ring at its best epoch (without validation, at training's).
    A NaN leaves a gap, marked by a cross at the foot.

    Parameters
    ----------
    training : array_like, shape (epochs,)
    validation : array_like, shape (epochs,), optional
    quantity : {"loss", "accuracy"}
        Says which end is the best, and names the axis. Accuracies are shares from 0 to 1.
    log : bool
        Whether the vertical axis is logarithmic.
    start : int
        The number of the first epoch.
    title : str, optional
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    TypeError
        If the curves hold no real numbers.
    ValueError
        If the curves have another shape or hold no finite value, differ in length, if `quantity` is unknown,
        an accuracy is not a share, or a value on a logarithmic axis is not positive.

    Examples
    --------
    >>> ax = show_curve([2.3, 0.5, 0.25], [1.5, 0.6, 0.7])
    >>> [text.get_text() for text in ax.texts]
    ['training 0.25', 'validation 0.7']
    """
    curves = _curves(training, validation, quantity, log)
    if ax is None:
        ax = plt.figure(figsize=(4.6, 2.8), layout="constrained").add_subplot()
    epochs = start + np.arange(len(curves["training"]))
    for name, values in curves.items():
        ax.plot(epochs, values, color=INK, marker="." if epochs.size == 1 else None, **_STYLES[name])
        _mark_missing(ax, epochs[~np.isfinite(values)])
    ax.set(xlabel="epoch", ylabel=quantity, title=title or "")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6, min_n_ticks=1))
    if log:
        _use_log_scale(ax)
    judged = list(curves)[-1]
    best = int(_BEST[quantity](np.where(np.isfinite(curves[judged]), curves[judged], np.nan)))
    ax.plot(epochs[best], curves[judged][best], "o", markersize=9, fillstyle="none",
            markeredgecolor=PALETTE["window"], markeredgewidth=2, clip_on=False)  # fmt: skip
    _label_ends(ax, epochs, curves)
    add_description(ax, _words(curves, epochs, quantity, title, log))
    return ax


def show_training(
    loss, accuracy=None, *, validation_loss=None, validation_accuracy=None, log=False, start=1, ax=None
):
    """Draw the loss and, beside it, the accuracy of a training, as `show_curve` does.

    Parameters
    ----------
    loss, accuracy : array_like, shape (epochs,)
        Of the training data; without accuracies there is one panel.
    validation_loss, validation_accuracy : array_like, shape (epochs,), optional
    log : bool
        Whether the axis of the loss is logarithmic.
    start : int
        The number of the first epoch.
    ax : matplotlib.axes.Axes or sequence of these, optional
        One for each panel.

    Returns
    -------
    numpy.ndarray of matplotlib.axes.Axes, shape (panels,)

    Raises
    ------
    TypeError, ValueError
        As `show_curve`; if there is not one axes for each panel, or validated accuracies stand without those
        of the training data.

    Examples
    --------
    >>> axes = show_training([2.3, 0.5], [0.2, 0.9], validation_loss=[1.0, 0.6])
    >>> [ax.get_ylabel() for ax in axes]
    ['loss', 'accuracy']
    """
    if accuracy is None and validation_accuracy is not None:
        raise ValueError("show_training: validation_accuracy needs accuracy")
    panels = [("loss", loss, validation_loss, log)]
    if accuracy is not None:
        panels.append(("accuracy", accuracy, validation_accuracy, False))
    axes = _panels(ax, len(panels))
    for each, (quantity, training, validation, logarithmic) in zip(axes, panels):
        show_curve(training, validation, quantity=quantity, log=logarithmic, start=start, ax=each)
    return axes


def _panels(ax, count):
    if ax is None:
        figure = plt.figure(figsize=(3.75 * count, 2.8), layout="constrained")
        ax = [figure.add_subplot(1, count, place + 1) for place in range(count)]
    axes = np.ravel(np.array(ax, dtype=object))
    if axes.size != count:
        raise ValueError(f"show_training: ax must hold one axes for each panel, {count}, got {axes.size}")
    return axes


def _curves(training, validation, quantity, log):
    """Return the curves by name, checked."""
    if quantity not in _BEST:
        raise ValueError(f"show_curve: quantity must be 'loss' or 'accuracy', got {quantity!r}")
    given = {"training": training, "validation": validation}
    curves = {name: _curve(name, each) for name, each in given.items() if each is not None}
    lengths = [curve.size for curve in curves.values()]
    if len(set(lengths)) > 1:
        raise ValueError(
            f"show_curve: validation must have training's {counted(lengths[0], 'epoch')}, got {lengths[1]}"
        )
    for name, curve in curves.items():
        _check_range(name, curve, quantity, log)
    return curves


def _check_range(name, curve, quantity, log):
    low, high = np.nanmin(curve), np.nanmax(curve)
    if quantity == "accuracy" and (low < 0 or high > 1):
        wrong = low if low < 0 else high
        raise ValueError(f"show_curve: {name} must hold shares from 0 to 1, got {wrong:g}")
    if log and low <= 0:
        raise ValueError(f"show_curve: {name} must be positive with log=True, got {low:g}")


def _curve(name, values):
    values = np.asarray(values)
    if values.dtype.kind not in "iuf":
        raise TypeError(f"show_curve: {name} must hold real numbers, got dtype {values.dtype}")
    if values.ndim != 1:
        raise ValueError(f"show_curve: {name} must have shape (epochs,), got {values.shape}")
    values = np.where(np.isfinite(values), values, np.nan).astype(float)
    if np.isnan(values).all():
        raise ValueError(f"show_curve: {name} must hold at least one finite value")
    return values


def _use_log_scale(ax):
    ax.set_yscale("log")
    ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    ax.yaxis.set_minor_formatter(NullFormatter())


def _mark_missing(ax, epochs):
    """Put a cross on the foot of the axes for each epoch without a number."""
    for epoch in epochs:
        ax.plot(epoch, 0, "x", color=INK, markersize=6, markeredgewidth=1.5, clip_on=False,
                transform=ax.get_xaxis_transform())  # fmt: skip


def _label_ends(ax, epochs, curves):
    """Name each curve right of its last number, moved apart where they are close."""
    ax.autoscale_view()
    last = {name: np.flatnonzero(np.isfinite(values))[-1] for name, values in curves.items()}
    ends = [(epochs[place], curves[name][place]) for name, place in last.items()]
    heights = ax.transData.transform(ends)[:, 1] * 72 / ax.figure.dpi
    for name, end, shift in zip(curves, ends, spread(heights, _LINE_POINTS) - heights):
        right = (1, end[1])
        ax.annotate(f"{name} {number(end[1])}", right, (6, shift), xycoords=ax.get_yaxis_transform(),
                    textcoords="offset points", va="center", size=9, annotation_clip=False)  # fmt: skip


def _words(curves, epochs, quantity, title, log):
    scale = ", on a logarithmic scale" if log else ""
    told = sentence(f"{headed(quantity, title)} over {counted(epochs.size, 'epoch')}{scale}")
    return " ".join([told, *(_curve_words(name, curve, epochs, quantity) for name, curve in curves.items())])


def _curve_words(name, curve, epochs, quantity):
    finite = curve[np.isfinite(curve)]
    best = int(_BEST[quantity](curve))
    told = f"{name}: from {number(finite[0])} to {number(finite[-1])}, "
    told += f"best {number(curve[best])} at epoch {epochs[best]}"
    missing = epochs[np.isnan(curve)]
    if missing.size:
        in_a_row = missing[-1] - missing[0] == missing.size - 1
        places = span("epoch", missing[0], missing[-1]) if in_a_row else f"epochs {listed(missing)}"
        told += f"; no number at {places}"
    return sentence(told)
