"""Losses: one number that says how far the outputs are from what they ought to be."""

from __future__ import annotations

from math import prod

import numpy as np
from array_api_compat import device

from cnnlib.arguments import show
from cnnlib.functional.checks import (
    check_axes,
    check_filled,
    check_library,
    check_shape,
    dtype_name,
    is_number,
    namespace,
)
from cnnlib.functional.probabilities import log_softmax, softmax

REDUCTIONS = ("mean", "sum", "none")


@np.errstate(all="ignore")
def cross_entropy(x, target, *, reduction="mean"):
    r"""Cross-entropy of the classes that the scores predict with those that are right.

    .. math:: L_n = -\log p_{n, t_n}, \qquad p_n = \operatorname{softmax}(x_n)

    Parameters
    ----------
    x : array (batch, classes)
        Scores, not probabilities; floating, see :mod:`cnnlib.functional`.
    target : array (batch,), integers
        The right class of each row, :math:`0 \le t_n <` ``classes``.
    reduction : {"mean", "sum", "none"}
        Whether to return the mean or the sum over the batch, or each row's loss.

    Returns
    -------
    array () or (batch,)
        In the dtype of ``x``. The mean of an empty batch is NaN, as in PyTorch.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.functional` says. A class out of range is named with its place; PyTorch's −100,
        which it ignores, is out of range too.

    References
    ----------
    Goodfellow, Bengio and Courville, *Deep Learning* (2016), sections 3.13 and 6.2.2.3.

    Examples
    --------
    >>> x = np.array([[2.0, 2.0], [0.0, 1000.0]])
    >>> cross_entropy(x, np.array([0, 0]), reduction="none").round(4)
    array([6.931e-01, 1.000e+03])
    """
    _check_reduction("cross_entropy", reduction)
    xp, rows, classes = check_classes("cross_entropy", x, target)
    return _reduce(xp, -log_softmax(x)[rows, classes], reduction)


@np.errstate(all="ignore")
def cross_entropy_backward(grad_output, x, target, *, reduction="mean"):
    r"""Gradient of a loss with respect to the scores that :func:`cross_entropy` was given.

    .. math:: \frac{\partial L}{\partial x_{n,i}} = \delta_n\, (p_{n,i} - [i = t_n]),

    divided by the size of the batch for the mean.

    Parameters
    ----------
    grad_output : array () or (batch,), or a number
        Gradient with respect to the output, :math:`\delta`: 1 if the cross-entropy itself is the loss.
    x, target, reduction
        As :func:`cross_entropy` was given them.

    Returns
    -------
    array (batch, classes)
        In the dtype of ``x``.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.functional` says.

    Examples
    --------
    >>> cross_entropy_backward(1.0, np.array([[2.0, 2.0], [5.0, 5.0]]), np.array([0, 1]))
    array([[-0.25,  0.25],
           [ 0.25, -0.25]])
    """
    op = "cross_entropy_backward"
    _check_reduction(op, reduction)
    _, rows, classes = check_classes(op, x, target)
    scale = _scale(op, grad_output, x, x.shape[:1], reduction)
    gradient = softmax(x)
    gradient[rows, classes] -= 1
    return gradient * (scale[:, None] if reduction == "none" else scale)


@np.errstate(all="ignore")
def mse_loss(x, target, *, reduction="mean"):
    r"""Squared error.

    .. math:: L_i = (x_i - t_i)^2

    Parameters
    ----------
    x : array, any shape
        Predictions; floating, see :mod:`cnnlib.functional`.
    target : array, the same shape and dtype
        What they ought to be. It is not broadcast.
    reduction : {"mean", "sum", "none"}
        Whether to return the mean or the sum over all elements, or each one's square.

    Returns
    -------
    array () or the shape of x
        In the dtype of ``x``. The mean of no elements is NaN, as in PyTorch.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.functional` says.

    References
    ----------
    Goodfellow, Bengio and Courville, *Deep Learning* (2016), section 5.1.4.

    Examples
    --------
    >>> float(mse_loss(np.array([1.0, 5.0]), np.array([2.0, 2.0])))
    5.0
    """
    xp = _check_squares("mse_loss", x, target, reduction)
    difference = x - target
    return _reduce(xp, difference * difference, reduction)


@np.errstate(all="ignore")
def mse_loss_backward(grad_output, x, target, *, reduction="mean"):
    r"""Gradient of a loss with respect to the predictions that :func:`mse_loss` was given.

    .. math:: \frac{\partial L}{\partial x_i} = 2\, \delta_i\, (x_i - t_i),

    divided by the number of elements for the mean. With respect to the targets it is the negative.

    Parameters
    ----------
    grad_output : array () or the shape of x, or a number
        Gradient with respect to the output, :math:`\delta`: 1 if the squared error itself is the loss.
    x, target, reduction
        As :func:`mse_loss` was given them.

    Returns
    -------
    array
        Of the shape and dtype of ``x``.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.functional` says.

    Examples
    --------
    >>> mse_loss_backward(1.0, np.array([1.0, 5.0]), np.array([2.0, 2.0]))
    array([-1.,  3.])
    """
    _check_squares("mse_loss_backward", x, target, reduction)
    return (x - target) * (2 * _scale("mse_loss_backward", grad_output, x, x.shape, reduction))


def check_classes(op, x, target):
    """Return the namespace, and the place of each row's right class: its row and its column."""
    xp = namespace(op, x=x)
    check_axes(op, "x", x, "batch", "classes")
    check_filled(op, "x", x, batch_may_be_empty=True)
    check_library(op, "target", target, "x", x)
    if not xp.isdtype(target.dtype, "integral"):
        raise TypeError(f"{op}: target has dtype {dtype_name(target)} (expected integers, the classes)")
    check_shape(op, "target", target, x.shape[:1], "one class for each row of x")
    classes = xp.astype(target, xp.int64)
    outside = xp.nonzero((classes < 0) | (classes >= x.shape[1]))[0]
    if outside.shape[0]:
        place = int(outside[0])
        raise ValueError(
            f"{op}: target[{place}] is {int(target[place])}, but x has {x.shape[1]} classes "
            f"(expected 0 to {x.shape[1] - 1})"
        )
    return xp, xp.arange(x.shape[0], device=device(x)), classes


def _check_squares(op, x, target, reduction):
    xp = namespace(op, x=x, target=target)
    check_shape(op, "target", target, x.shape, "the shape of x")
    _check_reduction(op, reduction)
    return xp


def _check_reduction(op, reduction):
    if reduction not in REDUCTIONS:
        raise ValueError(f"{op}: reduction must be 'mean', 'sum' or 'none', but is {show(reduction)}")


def _reduce(xp, losses, reduction):
    if reduction == "none":
        return losses
    if reduction == "sum":
        return xp.sum(losses)
    # The sum of half precision may overflow where the mean does not; of nothing, NumPy's mean would warn.
    if prod(losses.shape):
        return xp.mean(losses)
    return xp.asarray(xp.nan, dtype=losses.dtype, device=device(losses))[()]


def _scale(op, grad_output, x, shape, reduction):
    """Return the gradient with respect to the sum of the losses, or to each one."""
    if reduction != "none" and is_number(grad_output):
        gradient = float(grad_output)
    else:
        namespace(op, x=x, grad_output=grad_output)
        shape_of_output = shape if reduction == "none" else ()
        check_shape(op, "grad_output", grad_output, shape_of_output, "the shape of the output")
        gradient = grad_output
    return gradient / max(prod(shape), 1) if reduction == "mean" else gradient
