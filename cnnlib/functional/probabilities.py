"""Scores to probabilities and to their logarithms, along one axis."""

from __future__ import annotations

import numpy as np

from cnnlib.functional.checks import check_axis, check_gradient_shape, namespace


@np.errstate(all="ignore")
def softmax(x, *, axis=1):
    r"""Turn the scores along an axis into probabilities, which are positive and sum to 1.

    .. math:: p_i = \frac{e^{x_i}}{\sum_j e^{x_j}} = \frac{e^{x_i - m}}{\sum_j e^{x_j - m}},
              \qquad m = \max_j x_j

    Shifted by their maximum, the scores are at most 0, and no exponential overflows.

    Parameters
    ----------
    x : array, at least one axis
        Scores; floating, see :mod:`cnnlib.functional`.
    axis : int
        The axis to sum along; 1 are the classes of (batch, classes).

    Returns
    -------
    array
        Of the shape and dtype of ``x``. NaN where a score along the axis is NaN or +∞, or all are −∞.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.functional` says.

    References
    ----------
    Goodfellow, Bengio and Courville, *Deep Learning* (2016), section 4.1.

    Examples
    --------
    >>> softmax(np.array([[1000.0, 1000.0], [0.0, -np.inf]]))
    array([[0.5, 0.5],
           [1. , 0. ]])
    """
    xp = namespace("softmax", x=x)
    check_axis("softmax", x, axis)
    exponentials = xp.exp(x - xp.max(x, axis=axis, keepdims=True))
    return exponentials / xp.sum(exponentials, axis=axis, keepdims=True)


@np.errstate(all="ignore")
def softmax_backward(grad_output, out, *, axis=1):
    r"""Gradient of a loss with respect to the scores that :func:`softmax` was given.

    .. math:: \frac{\partial L}{\partial x_i} = p_i \Bigl(\delta_i - \sum_j \delta_j p_j\Bigr)

    Parameters
    ----------
    grad_output : array, at least one axis
        Gradient of the loss with respect to the probabilities, :math:`\delta`.
    out : array, the same shape
        What :func:`softmax` returned, :math:`p`.
    axis : int
        As :func:`softmax` was given it.

    Returns
    -------
    array
        Of the shape and dtype of ``out``.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.functional` says.

    Examples
    --------
    >>> softmax_backward(np.array([[1.0, 0.0]]), np.array([[0.5, 0.5]]))
    array([[ 0.25, -0.25]])
    """
    xp = namespace("softmax_backward", out=out, grad_output=grad_output)
    check_gradient_shape("softmax_backward", grad_output, out)
    check_axis("softmax_backward", out, axis)
    return out * (grad_output - xp.sum(grad_output * out, axis=axis, keepdims=True))


@np.errstate(all="ignore")
def log_softmax(x, *, axis=1):
    r"""Logarithms of the probabilities that :func:`softmax` gives, exact where those round to 0.

    .. math:: \log p_i = (x_i - m) - \log \sum_j e^{x_j - m}, \qquad m = \max_j x_j

    Parameters
    ----------
    x : array, at least one axis
        Scores; floating, see :mod:`cnnlib.functional`.
    axis : int
        The axis to sum along; 1 are the classes of (batch, classes).

    Returns
    -------
    array
        Of the shape and dtype of ``x``. NaN where a score along the axis is NaN or +∞, or all are −∞.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.functional` says.

    References
    ----------
    Goodfellow, Bengio and Courville, *Deep Learning* (2016), sections 4.1 and 6.2.2.3.

    Examples
    --------
    >>> log_softmax(np.array([[0.0, -1000.0]]))
    array([[    0., -1000.]])
    """
    xp = namespace("log_softmax", x=x)
    check_axis("log_softmax", x, axis)
    shifted = x - xp.max(x, axis=axis, keepdims=True)
    return shifted - xp.log(xp.sum(xp.exp(shifted), axis=axis, keepdims=True))


@np.errstate(all="ignore")
def log_softmax_backward(grad_output, out, *, axis=1):
    r"""Gradient of a loss with respect to the scores that :func:`log_softmax` was given.

    .. math:: \frac{\partial L}{\partial x_i} = \delta_i - p_i \sum_j \delta_j

    Parameters
    ----------
    grad_output : array, at least one axis
        Gradient of the loss with respect to the logarithms, :math:`\delta`.
    out : array, the same shape
        What :func:`log_softmax` returned, :math:`\log p`.
    axis : int
        As :func:`log_softmax` was given it.

    Returns
    -------
    array
        Of the shape and dtype of ``out``.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.functional` says.

    Examples
    --------
    >>> log_softmax_backward(np.array([[-1.0, 0.0]]), np.log([[0.5, 0.5]]))
    array([[-0.5,  0.5]])
    """
    xp = namespace("log_softmax_backward", out=out, grad_output=grad_output)
    check_gradient_shape("log_softmax_backward", grad_output, out)
    check_axis("log_softmax_backward", out, axis)
    return grad_output - xp.exp(out) * xp.sum(grad_output, axis=axis, keepdims=True)
