"""What a training went through, as arrays."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import partial

import numpy as np

EMPTY = partial(np.empty, 0)


@dataclass(repr=False)
class History:
    """What happened in each finished epoch and at each step, in float64.

    Attributes
    ----------
    loss, accuracy : ndarray (epochs,)
        Means over the examples of an epoch, each taken when it was trained on: with dropout, augmentation and
        parameters that still changed. Accuracy is from 0 to 1, or NaN where targets are no classes.
    validation_loss, validation_accuracy : ndarray (epochs,)
        Of the validation data after each epoch; NaN without.
    lr : ndarray (epochs,)
        The learning rate of the last step of each epoch.
    seconds : ndarray (epochs,)
        How long each took, validation included.
    step_loss : ndarray (steps,)
        The loss of each batch, those of an unfinished epoch included.
    stopped : str or None
        Why the training ended before its time: "callback" or "interrupted".
    """

    loss: np.ndarray = field(default_factory=EMPTY)
    accuracy: np.ndarray = field(default_factory=EMPTY)
    validation_loss: np.ndarray = field(default_factory=EMPTY)
    validation_accuracy: np.ndarray = field(default_factory=EMPTY)
    lr: np.ndarray = field(default_factory=EMPTY)
    seconds: np.ndarray = field(default_factory=EMPTY)
    step_loss: np.ndarray = field(default_factory=EMPTY)
    stopped: str | None = None

    def __len__(self):
        return len(self.loss)

    def __repr__(self):
        last = f", last {self.summary()}" if len(self) else ""
        return f"History({len(self)} epochs, {len(self.step_loss)} steps{last})"

    def arrays(self) -> dict[str, np.ndarray]:
        """Return all arrays by name."""
        return {item.name: getattr(self, item.name) for item in fields(self) if item.name != "stopped"}

    def add_epoch(self, **numbers) -> None:
        """Append one number to each of the named arrays, to all or to none."""
        vars(self).update({name: np.append(getattr(self, name), number) for name, number in numbers.items()})

    def add_steps(self, losses) -> None:
        """Append the losses of more steps."""
        self.step_loss = np.concatenate([self.step_loss, losses])

    def summary(self) -> str:
        """Return the last epoch's numbers in words."""
        words = _words(self.loss[-1], self.accuracy[-1])
        if np.isnan(self.validation_loss[-1]):
            return words
        return f"{words}; validation {_words(self.validation_loss[-1], self.validation_accuracy[-1])}"


def _words(loss, accuracy):
    number = f"{loss:.4f}" if abs(loss) < 1e4 else f"{loss:.4g}"
    return f"loss {number}" + ("" if np.isnan(accuracy) else f", accuracy {accuracy:.2%}")
