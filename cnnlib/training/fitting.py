"""Fit a model to data."""

from __future__ import annotations

from cnnlib.arguments import whole_number
from cnnlib.training.course import Course


def fit(
    model,
    x,
    y,
    *,
    optimizer,
    epochs,
    batch_size=64,
    loss="cross_entropy",
    schedule=None,
    rng=0,
    augment=None,
    validation=None,
    callbacks=(),
    checkpoint=None,
    resume=False,
    progress=True,
):
    """Train a model on shuffled mini-batches.

    Ctrl-C, or a notebook's stop button, ends the training and not the program: the history of what was done
    is returned, the model stays as it is at that moment, and the checkpoint holds the last finished epoch.

    Parameters
    ----------
    model : Layer
        It is trained in place, in training mode; afterwards each layer's mode is what it was before.
    x, y : array
        Examples and targets; see :mod:`cnnlib.training`.
    optimizer : Optimizer
        Made for this model.
    epochs : int
        How often to go through all examples; of a resumed training all together.
    batch_size : int
        Examples a step; the last step of an epoch takes what is left.
    loss : {"cross_entropy", "mse"} or Loss
        See :mod:`cnnlib.training`.
    schedule : callable, optional
        ``schedule(epochs)`` returns the learning rate of the next step after so many epochs, whole or not;
        see :mod:`cnnlib.optim`. By default it stays what the optimizer says.
    rng : int or numpy.random.Generator
        Orders the examples and changes them. Their order is the same with ``augment`` and without.
    augment : callable, optional
        ``augment(batch, rng=generator)`` returns the examples of a batch, changed at random; see
        :mod:`cnnlib.datasets.augmentation`.
    validation : (x, y), optional
        Data to evaluate the model on after each epoch.
    callbacks : callable or sequence of callables
        Each is called as ``callback(history)`` after each epoch, and where a training is resumed, before it
        goes on; one that returns True ends the training.
    checkpoint : str or Path, optional
        A ``.npz`` or ``.safetensors`` file, written before the first epoch and after each one, always whole.
        What it held before is replaced.
    resume : bool
        Whether to go on from ``checkpoint``: with the model, the optimizer, its options included, the history
        and all random numbers as they were.
    progress : {True, False, "bar", "lines"}
        True shows a bar in a terminal or a notebook, and one line an epoch in a log.

    Returns
    -------
    History
        Loss, accuracy, learning rate and time by epoch, loss by step.

    Raises
    ------
    TypeError, ValueError
        If there are no examples, or they do not fit each other, the model or the loss; if a number is out of
        range, or a checkpoint is of another model or training. Nothing has been trained then.
    FileNotFoundError
        If there is no checkpoint to resume from.
    TrainingDiverged
        If the loss, a parameter or a buffer becomes NaN or infinite: the error says at which step and in
        which layer first, and holds the history. The model stays as it is, so that it can be looked at; the
        checkpoint holds the last finished epoch.

    References
    ----------
    Goodfellow, Bengio and Courville, *Deep Learning* (2016), sections 8.1.3 and 8.3.1. The book's chapter on
    training teaches it.

    Examples
    --------
    >>> import numpy as np
    >>> from cnnlib.layers import Linear
    >>> from cnnlib.optim import SGD
    >>> x = np.random.default_rng(0).standard_normal((100, 2), dtype="float32")
    >>> y = (x[:, 0] > x[:, 1]).astype("int64")
    >>> model = Linear(2, 2)
    >>> history = fit(model, x, y, optimizer=SGD(model, lr=1.0), epochs=5, progress=False)
    >>> bool(history.loss[-1] < history.loss[0]), history.step_loss.shape
    (True, (10,))
    """
    epochs = whole_number("fit", "epochs", epochs, minimum=0)
    course = Course(model, optimizer, loss=loss, schedule=schedule, callbacks=callbacks)
    course.take_data(x, y, batch_size=batch_size, rng=rng, augment=augment, validation=validation)
    course.keep_in(checkpoint, resume=resume)
    course.run(epochs, progress)
    return course.history
