"""A small task and small models that learn it."""

import numpy as np

from cnnlib.layers import BatchNorm2d, Conv2d, Dropout, Flatten, Linear, MaxPool2d, ReLU, Sequential
from cnnlib.ops import vectorized
from cnnlib.optim import SGD

CLASSES = 3


def bars(count=40, *, seed=0, dtype="float32"):
    """Return noisy pictures of 6 × 6 pixels with a bar at the left, in the middle or at the right."""
    rng = np.random.default_rng(seed)
    y = rng.integers(CLASSES, size=count)
    x = 0.3 * rng.standard_normal((count, 1, 6, 6))
    x[np.arange(count), 0, :, 2 * y] += 1
    return x.astype(dtype), y


def network(*, seed=0, dtype="float32", engine=vectorized, p=0.25):
    """Return a network with everything that a checkpoint has to keep."""
    rng = np.random.default_rng(seed)
    return Sequential(
        conv=Conv2d(1, 4, 3, padding=1, rng=rng, dtype=dtype, engine=engine),
        norm=BatchNorm2d(4, dtype=dtype, engine=engine),
        relu=ReLU(),
        pool=MaxPool2d(2, engine=engine),
        flatten=Flatten(),
        drop=Dropout(p, rng=rng),
        scores=Linear(36, CLASSES, rng=rng, dtype=dtype, engine=engine),
    )


def momentum(model, lr=0.05):
    """Return an optimizer that keeps something."""
    return SGD(model, lr=lr, momentum=0.9, weight_decay=1e-3)


def jitter(x, *, rng):
    """Change pictures at random."""
    return x + 0.1 * rng.standard_normal(x.shape, dtype=x.dtype)


def assert_same_state(first, second):
    """Hold two models to the same bits."""
    states = [model.state_dict() for model in (first, second)]
    assert states[0].keys() == states[1].keys()
    for name, array in states[0].items():
        np.testing.assert_array_equal(array, states[1][name], err_msg=name)
