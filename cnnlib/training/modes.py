"""A model for a while in training or in evaluation, and then as it was."""

from __future__ import annotations

from contextlib import contextmanager


@contextmanager
def mode(model, *, training):
    """Set a model and all below it to training or evaluation; afterwards each layer is as it was before.

    Examples
    --------
    >>> from cnnlib.layers import Dropout
    >>> layer = Dropout()
    >>> with mode(layer, training=False):
    ...     layer.training
    False
    >>> layer.training
    True
    """
    before = [(layer, layer.training) for layer in model.walk()]
    model.train(training)
    try:
        yield model
    finally:
        for layer, was_training in before:
            layer.training = was_training
