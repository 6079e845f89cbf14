"""Stop a training that no longer gets better."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnnlib.arguments import show, whole_number
from cnnlib.functional.checks import check_numbers

MONITORS = ("validation_loss", "validation_accuracy", "loss", "accuracy")


@dataclass(frozen=True)
class EarlyStopping:
    """A callback for :func:`~cnnlib.training.fit`: stop when a number has not improved for some epochs.

    It looks at the history alone and remembers nothing, so a resumed training stops at the same epoch. The
    model keeps its last weights, not its best.

    Parameters
    ----------
    patience : int
        After how many epochs without improvement to stop, at least 1.
    monitor : {"validation_loss", "validation_accuracy", "loss", "accuracy"}
        Which number: of a loss lower is better, of an accuracy higher.
    min_delta : float
        By how much a number must beat the best one so far to count as improvement.

    Raises
    ------
    TypeError, ValueError
        If an argument is none of these; at the first epoch, if the number is not measured.

    References
    ----------
    Goodfellow, Bengio and Courville, *Deep Learning* (2016), section 7.8, algorithm 7.1.

    Examples
    --------
    >>> from cnnlib.training import History
    >>> stop = EarlyStopping(patience=2)
    >>> stop(History(validation_loss=np.array([0.5, 0.3, 0.4])))
    False
    >>> stop(History(validation_loss=np.array([0.5, 0.3, 0.4, 0.35])))
    True
    """

    patience: int
    monitor: str = "validation_loss"
    min_delta: float = 0

    def __post_init__(self):
        whole_number("EarlyStopping", "patience", self.patience, minimum=1)
        check_numbers("EarlyStopping", min_delta=self.min_delta)
        if self.monitor not in MONITORS:
            names = ", ".join(map(repr, MONITORS))
            raise ValueError(f"EarlyStopping: monitor must be one of {names}, but is {show(self.monitor)}")

    def __call__(self, history) -> bool:
        """Whether to stop now."""
        values = getattr(history, self.monitor) * (-1 if self.monitor.endswith("accuracy") else 1)
        if np.isnan(values).all():
            raise ValueError(f"EarlyStopping: there is no {self.monitor} to watch: give fit validation data")
        best, best_epoch = np.inf, 0
        for epoch, value in enumerate(values):
            if value < best - self.min_delta:
                best, best_epoch = value, epoch
        return len(values) - 1 - best_epoch >= self.patience
