"""The trained network that comes with the library."""

from __future__ import annotations

import json
from pathlib import Path

from cnnlib.models.lenet import lenet5
from cnnlib.ops import vectorized

WEIGHTS = Path(__file__).with_name("weights") / "lenet5.npz"
RECORD = WEIGHTS.with_suffix(".json")


def trained_lenet5(*, engine=vectorized):
    """Return LeNet-5 as it is usually built now, trained on handwritten digits.

    It takes pictures as :func:`cnnlib.datasets.mnist` returns them: 28 × 28 pixels, 0 for paper, 1 for ink.
    :func:`training_record` says what it was trained on and how often it errs.

    Parameters
    ----------
    engine : module
        Of the windowed layers.

    Returns
    -------
    Sequential
        In evaluation mode; input (batch, 1, 28, 28), output (batch, 10).

    Examples
    --------
    >>> import numpy as np
    >>> trained_lenet5()(np.zeros((1, 1, 28, 28), "float32")).shape
    (1, 10)
    """
    return lenet5().load(WEIGHTS).to(engine=engine).eval()


def training_record() -> dict:
    """Return how the shipped weights were trained, and their accuracy on MNIST's test images.

    Examples
    --------
    >>> training_record()["stored_as"]
    'float16'
    """
    return json.loads(RECORD.read_text(encoding="utf-8"))
