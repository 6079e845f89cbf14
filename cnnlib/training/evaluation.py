"""How good a model is on data that it does not learn from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from array_api_compat import array_namespace

from cnnlib.arguments import whole_number
from cnnlib.layers.arrays import to_numpy
from cnnlib.training.data import Examples, are_classes
from cnnlib.training.losses import resolve_loss
from cnnlib.training.modes import mode


@dataclass(frozen=True)
class Evaluation:
    """What :func:`evaluate` found.

    Attributes
    ----------
    loss : float
        Mean over the examples.
    accuracy : float
        From 0 to 1; NaN unless the targets are classes.
    outputs : ndarray (examples, ...)
        What the model gave for each example.
    targets : ndarray (examples, ...)
        What it ought to have given.
    """

    loss: float
    accuracy: float
    outputs: np.ndarray
    targets: np.ndarray

    def __repr__(self):
        return f"Evaluation(loss={self.loss:.4f}, accuracy={self.accuracy:.4f}, examples={len(self.targets)})"

    @property
    def predictions(self) -> np.ndarray:
        """The class of the largest score of each example, int64; of equal ones the first.

        Raises
        ------
        ValueError
            If the targets are no classes.
        """
        if not are_classes(self.targets, self.outputs):
            raise ValueError(
                "Evaluation: the targets are no classes, so that nothing is predicted but the outputs"
            )
        return self.outputs.argmax(axis=1)

    @property
    def confusion(self) -> np.ndarray:
        """How many examples of each class (row) were taken for each class (column), int64.

        Raises
        ------
        ValueError
            If the targets are no classes.
        """
        classes = self.outputs.shape[-1]
        cells = self.targets.astype("int64") * classes + self.predictions
        return np.bincount(cells, minlength=classes**2).reshape(classes, classes)


def evaluate(model, x, y, *, batch_size=256, loss="cross_entropy"):
    """Run a model over data in batches, in evaluation mode, and say how well it does.

    Parameters
    ----------
    model : Layer
        It is left as it was, its mode included.
    x, y : array
        Examples and targets; see :mod:`cnnlib.training`.
    batch_size : int
        How many examples are computed at once.
    loss : {"cross_entropy", "mse"} or Loss
        See :mod:`cnnlib.training`.

    Returns
    -------
    Evaluation
        Loss, accuracy, outputs, predictions, and who was taken for whom.

    Raises
    ------
    TypeError, ValueError
        If there are no examples, or they fit neither each other, the model nor the loss.

    Examples
    --------
    >>> from cnnlib.layers import Linear
    >>> model = Linear(2, 2, dtype="float64")
    >>> model.set_parameter("weight", np.eye(2))
    >>> result = evaluate(model, np.array([[5.0, 0], [0, 5.0], [5.0, 0]]), np.array([0, 1, 1]))
    >>> round(result.accuracy, 3), result.predictions
    (0.667, array([0, 1, 0]))
    >>> result.confusion
    array([[1, 0],
           [1, 1]])
    """
    loss = resolve_loss("evaluate", loss)
    batch_size = whole_number("evaluate", "batch_size", batch_size, minimum=1)
    return evaluate_examples(model, Examples("evaluate", model, x, y, loss), batch_size, loss)


def evaluate_examples(model, examples, batch_size, loss):
    """Do the work of :func:`evaluate` on checked examples."""
    total, correct, outputs = 0.0, 0.0, []
    with mode(model, training=False):
        for x, y in examples.batches(batch_size):
            out = model(x)
            total += float(loss.forward(out, y)) * len(y)
            correct += count_correct(out, y)
            outputs.append(to_numpy(out))
    count = len(examples)
    return Evaluation(total / count, correct / count, np.concatenate(outputs), to_numpy(examples.y))


def count_correct(out, target) -> float:
    """Return how many largest scores are those of the right classes, or NaN if the targets are no classes."""
    if not are_classes(target, out):
        return float("nan")
    xp = array_namespace(out)
    return float(xp.sum(xp.argmax(out, axis=1) == target))
