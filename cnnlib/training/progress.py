"""What a training shows while it runs: a bar where one can be redrawn, else one line an epoch."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec

import numpy as np

from cnnlib.arguments import show

BAR = "{desc} |{bar}| {elapsed}<{remaining}{postfix}"
"""Leaves a terminal of 80 columns room for all numbers."""
FORMS = (True, False, "bar", "lines")


def make_progress(progress, *, epochs, steps, done):
    """Return what shows the progress of a training.

    Parameters
    ----------
    progress : {True, False, "bar", "lines"}
        True chooses the bar in a terminal and in a notebook, and lines elsewhere: in a log, a pipe, while the
        book is built, and without the package tqdm. Both go to standard error.
    epochs, steps : int
        All epochs, and steps in each.
    done : int
        Epochs that were finished before.

    Raises
    ------
    ValueError
        If ``progress`` is none of these.
    """
    if progress not in FORMS:
        raise ValueError(
            f"fit: progress must be one of {', '.join(map(repr, FORMS))}, but is {show(progress)}"
        )
    if progress is False:
        return Silence()
    if 0 < epochs <= done:
        _write(f"nothing left to train: {done} epochs are done, of epochs={epochs}")
        return Silence()
    if progress == "bar" or (progress is True and _redrawable()):
        return Bar(epochs, steps, done)
    return Lines(epochs)


class Silence:
    """Show nothing."""

    def step(self, epoch, loss) -> None:
        """Take note of a step."""

    def epoch(self, history) -> None:
        """Take note of a finished epoch."""

    def close(self, history) -> None:
        """Take note of the end."""


class Lines(Silence):
    """Write one line for each epoch."""

    def __init__(self, epochs):
        self.epochs = epochs

    def epoch(self, history) -> None:
        """Write the epoch's numbers."""
        count = f"epoch {len(history):{len(str(self.epochs))}}/{self.epochs}"
        _write(f"{count}: {history.summary()}, rate {history.lr[-1]:.3g}, {history.seconds[-1]:.1f} s")

    def close(self, history) -> None:
        """Write why the training stopped before its time."""
        if history.stopped:
            _write(f"stopped after {len(history)} of {self.epochs} epochs ({history.stopped})")


class Bar(Silence):
    """Redraw one bar for all steps, with the last numbers beside it."""

    def __init__(self, epochs, steps, done):
        try:
            from tqdm.auto import tqdm
        except ModuleNotFoundError as error:
            raise ModuleNotFoundError(
                "fit: a bar needs the package tqdm: pip install tqdm, or use progress='lines'"
            ) from error
        self.epochs, self.last = epochs, ""
        self.bar = tqdm(
            total=epochs * steps, initial=done * steps, dynamic_ncols=True, bar_format=BAR, file=sys.stderr
        )

    def step(self, epoch, loss) -> None:
        """Move on by one step."""
        self.bar.set_description_str(f"epoch {epoch + 1}/{self.epochs}", refresh=False)
        self.bar.set_postfix_str(self.last or f"loss {loss:.3f}", refresh=False)
        self.bar.update()

    def epoch(self, history) -> None:
        """Show the epoch's numbers."""
        self.last = _short("loss", history.loss[-1], history.accuracy[-1])
        if not np.isnan(history.validation_loss[-1]):
            numbers = history.validation_loss[-1], history.validation_accuracy[-1]
            self.last += ", " + _short("validation", *numbers)
        self.bar.set_postfix_str(self.last)

    def close(self, history) -> None:
        """Leave the bar as it is, with the reason if it ended early."""
        if history.stopped:
            self.bar.set_postfix_str(", ".join(filter(None, [self.last, f"stopped: {history.stopped}"])))
        self.bar.close()


def _redrawable() -> bool:
    """Whether there is a bar, and a terminal or a notebook in which somebody sees it redrawn."""
    if "CNNLIB_PRERENDER" in os.environ:
        return False
    return find_spec("tqdm") is not None and (_terminal_width() > 0 or _in_notebook())


def _terminal_width() -> int:
    """Return the columns of the terminal: 0 without one, or in one of unknown size."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns
    except (OSError, ValueError, AttributeError):
        return 0


def _in_notebook() -> bool:
    if "IPython" not in sys.modules:
        return False
    shell = sys.modules["IPython"].get_ipython()
    return shell is not None and "IPKernelApp" in shell.config


def _short(name, loss, accuracy) -> str:
    return f"{name} {loss:.3f}" + ("" if np.isnan(accuracy) else f" ({accuracy:.1%})")


def _write(line):
    print(line, file=sys.stderr, flush=True)
