"""Numbers that are no longer finite: where they appeared first."""

from __future__ import annotations

from contextlib import contextmanager

from array_api_compat import array_namespace


class TrainingDiverged(ArithmeticError):
    """NaN or infinity appeared in a training.

    Attributes
    ----------
    step : int
        At which step it appeared first, from 1 through all epochs.
    layer : str
        The dotted name of the layer; "input" or "loss" if it was no layer.
    quantity : str
        What of it: "output", "gradient", "parameter", "buffer" or "value".
    history : History or None
        All epochs that were finished, and the loss of every step.
    checkpoint : str or None
        Where the last finished epoch was saved; see :func:`~cnnlib.training.load_checkpoint`.
    """

    def __init__(self, step, layer, quantity, *, detail, advice="try a lower learning rate"):
        super().__init__(f"fit: at step {step} {detail} became NaN or infinite: {advice}")
        self.step, self.layer, self.quantity = step, layer, quantity
        self.history = self.checkpoint = None


def check_parameters(model, step) -> None:
    """Raise if a parameter is not finite after ``step`` steps, and say what was first.

    A gradient that is not finite makes its parameter so. The backward pass runs from the last layer to the
    first, so that of such gradients the last one in the order of the layers came first.
    """
    if all(is_finite(array) for array in model.parameters.values()):
        return
    _raise_for(model, "gradient", reversed(model.gradients.items()), step)
    _raise_for(model, "parameter", model.parameters.items(), step)


def check_buffers(model, step) -> None:
    """Raise if a buffer, such as a running average, is not finite after ``step`` steps."""
    _raise_for(model, "buffer", model.buffers.items(), step)


def explain(model, x, step) -> TrainingDiverged:
    """Return the error for a loss of this step that is not finite, though the parameters are.

    The batch is run forward once more, and every layer is watched.
    """
    if not is_finite(x):
        advice = "look for it in x, and in what augment makes of x"
        return TrainingDiverged(step, "input", "value", detail="the input (as augmented)", advice=advice)
    before, seen = model.state_dict(), []
    with _watch(model, seen):
        model(x)
    model.load_state_dict(before)
    if not seen:
        advice = "try a lower learning rate, and look whether y is finite"
        return TrainingDiverged(step, "loss", "value", detail="the loss of finite outputs", advice=advice)
    return TrainingDiverged(step, seen[0].name, "output", detail=f"the output of {seen[0].label}")


def is_finite(array) -> bool:
    """Whether all numbers of an array are finite."""
    xp = array_namespace(array)
    return bool(xp.all(xp.isfinite(array)))


@contextmanager
def _watch(model, seen):
    """Note each layer without children whose output is not finite."""
    leaves = [layer for layer in model.walk() if not layer.children]
    for layer in leaves:
        layer.forward = _noting(layer, layer.forward, seen)
    try:
        yield
    finally:
        for layer in leaves:
            del layer.forward


def _noting(layer, forward, seen):
    def noting(x):
        out = forward(x)
        if not is_finite(out):
            seen.append(layer)
        return out

    return noting


def _raise_for(model, quantity, arrays, step):
    for name, array in arrays:
        if not is_finite(array):
            layer = name.rpartition(".")[0]
            prefix = "the gradient of " if quantity == "gradient" else f"the {quantity} "
            raise TrainingDiverged(step, layer or model.label, quantity, detail=prefix + name)
