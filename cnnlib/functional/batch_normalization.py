"""Batch normalization: each channel gets mean 0 and variance 1, then a learned scale and shift."""

from __future__ import annotations

from math import prod

import numpy as np

from cnnlib.arguments import show
from cnnlib.functional.checks import check_axes, check_filled, check_numbers, check_shape, namespace


@np.errstate(all="ignore")
def batch_norm(x, weight, bias, mean=None, var=None, *, eps=1e-5):
    r"""Normalize each channel, then scale and shift it.

    .. math:: y = \gamma\, \hat x + \beta, \qquad \hat x = \frac{x - \mu}{\sqrt{v + \varepsilon}}

    with one :math:`\gamma, \beta, \mu, v` for each channel.

    Parameters
    ----------
    x : array (batch, channels, ...)
        The input; floating, see :mod:`cnnlib.functional`.
    weight, bias : array (channels,)
        :math:`\gamma` and :math:`\beta`, of the same dtype.
    mean, var : array (channels,), optional
        :math:`\mu` and :math:`v` as constants, as in testing. Without them they are the mean and the
        variance of the batch, :math:`v = \frac{1}{m} \sum (x - \mu)^2` over the m numbers of a channel.
    eps : float, at least 0
        Keeps the root away from 0.

    Returns
    -------
    out : array
        Of the shape and dtype of ``x``.
    mean, var : array (channels,)
        What was used.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.functional` says; also if only one of ``mean`` and ``var`` is given, or if the batch
        has fewer than two numbers a channel to take the variance of.

    Notes
    -----
    The variance divides by m. PyTorch does so here too, but divides by m − 1 for the running variance that
    its layer keeps.

    References
    ----------
    Ioffe and Szegedy, *Batch normalization: accelerating deep network training by reducing internal
    covariate shift* (2015), algorithms 1 and 2.

    Examples
    --------
    >>> x = np.array([[1.0, 10.0], [3.0, 10.0]])
    >>> out, mean, var = batch_norm(x, np.ones(2), np.zeros(2), eps=1e-12)
    >>> out.round(6), mean, var
    (array([[-1.,  0.],
           [ 1.,  0.]]), array([ 2., 10.]), array([1., 0.]))
    """
    given = mean is not None
    if given != (var is not None):
        missing = "var" if given else "mean"
        raise ValueError(f"batch_norm: mean and var must be given together, but {missing} is None")
    constants = {"mean": mean, "var": var} if given else {}
    xp = _check("batch_norm", x, eps, weight=weight, bias=bias, **constants)
    if not given:
        _check_enough(x)
        mean = xp.mean(x, axis=_axes(x))
    centered = x - _along_channels(mean, x)
    if not given:
        var = xp.mean(centered * centered, axis=_axes(x))
    out = centered * _along_channels(weight / xp.sqrt(var + float(eps)), x)
    out += _along_channels(bias, x)
    return out, mean, var


@np.errstate(all="ignore")
def batch_norm_backward(grad_output, x, weight, mean, var, *, eps=1e-5, fixed=False):
    r"""Gradients of a loss with respect to the input, the weight and the bias of :func:`batch_norm`.

    .. math:: \frac{\partial L}{\partial \gamma} = \sum \delta\, \hat x, \qquad
              \frac{\partial L}{\partial \beta} = \sum \delta, \qquad
              \frac{\partial L}{\partial x} = \frac{\gamma}{\sqrt{v + \varepsilon}} \left(\delta
              - \frac{1}{m} \frac{\partial L}{\partial \beta}
              - \frac{\hat x}{m} \frac{\partial L}{\partial \gamma}\right)

    The last two terms are there because each number moves the mean and the variance of its channel. Where
    these are constants, they are not.

    Parameters
    ----------
    grad_output : array (batch, channels, ...)
        Gradient of the loss with respect to the output, :math:`\delta`.
    x, weight, eps
        As :func:`batch_norm` was given them.
    mean, var : array (channels,)
        What it returned.
    fixed : bool
        Whether ``mean`` and ``var`` were given to it, as constants.

    Returns
    -------
    grad_x, grad_weight, grad_bias : array
        Of the shapes of ``x``, ``weight`` and the bias, in the dtype of ``x``.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.functional` says.

    References
    ----------
    Ioffe and Szegedy (2015), section 3.

    Examples
    --------
    >>> x, weight = np.array([[1.0], [3.0]]), np.ones(1)
    >>> _, mean, var = batch_norm(x, weight, np.zeros(1))
    >>> grad_x, grad_weight, grad_bias = batch_norm_backward(np.ones((2, 1)), x, weight, mean, var)
    >>> grad_x.round(6), grad_weight.round(6), grad_bias
    (array([[0.],
           [0.]]), array([0.]), array([2.]))
    """
    op = "batch_norm_backward"
    xp = _check(op, x, eps, weight=weight, mean=mean, var=var, grad_output=grad_output)
    scale = 1 / xp.sqrt(var + float(eps))
    normalized = (x - _along_channels(mean, x)) * _along_channels(scale, x)
    grad_weight = xp.sum(grad_output * normalized, axis=_axes(x))
    grad_bias = xp.sum(grad_output, axis=_axes(x))
    grad_normalized = grad_output
    if not fixed:
        count = max(prod(x.shape) // x.shape[1], 1)
        normalized *= _along_channels(grad_weight / count, x)
        grad_normalized = grad_output - _along_channels(grad_bias / count, x) - normalized
    return grad_normalized * _along_channels(weight * scale, x), grad_weight, grad_bias


def _axes(x):
    """Return all axes but that of the channels."""
    return (0, *range(2, x.ndim))


def _along_channels(vector, x):
    """Shape one number a channel so that it broadcasts along ``x``."""
    return vector.reshape(1, -1, *(1,) * (x.ndim - 2))


def _check(op, x, eps, *, grad_output=None, **vectors):
    gradient = {} if grad_output is None else {"grad_output": grad_output}
    xp = namespace(op, x=x, **vectors, **gradient)
    check_axes(op, "x", x, "batch", "channels", "...")
    check_filled(op, "x", x, batch_may_be_empty=True)
    for name, vector in vectors.items():
        check_shape(op, name, vector, x.shape[1:2], "one number for each channel of x")
    if gradient:
        check_shape(op, "grad_output", grad_output, x.shape, "the shape of the output")
    check_numbers(op, eps=eps)
    return xp


def _check_enough(x):
    if prod(x.shape) // x.shape[1] < 2:
        raise ValueError(
            f"batch_norm: x has shape {show(tuple(x.shape))}: the variance of a batch takes "
            "at least two numbers a channel"
        )
