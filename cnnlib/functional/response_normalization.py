"""Local response normalization, as AlexNet's paper defines it."""

from __future__ import annotations

import numpy as np

from cnnlib.arguments import show, whole_number
from cnnlib.functional.checks import check_axes, check_numbers, check_shape, dtype_name, namespace


@np.errstate(all="ignore")
def local_response_norm(x, size=5, *, alpha=1e-4, beta=0.75, k=2.0):
    r"""Divide each activation by a power of the squares of its neighbors in the channels around it.

    .. math:: b_i = \frac{a_i}{s_i^\beta}, \qquad
              s_i = k + \alpha \sum_{j=\max(0,\, i - r)}^{\min(N - 1,\, i + r)} a_j^2,
              \qquad r = \lfloor n / 2 \rfloor

    where i counts the N channels and n is ``size``.

    Parameters
    ----------
    x : array (batch, channels, ...)
        The activations :math:`a`; floating, see :mod:`cnnlib.functional`.
    size : int, odd
        Number of channels in a sum.
    alpha, beta, k : float, at least 0
        The constants of the formula; the defaults are the paper's.

    Returns
    -------
    array
        Of the shape and dtype of ``x``.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.functional` says; also for an even ``size``, whose windows would have no middle.

    Notes
    -----
    PyTorch divides ``alpha`` by ``size``: its mean of squares stands where the paper has a sum. Give it
    ``alpha * size`` to compute what this function computes. Its ``k`` is 1 by default, and it takes even
    sizes.

    References
    ----------
    Krizhevsky, Sutskever and Hinton, *ImageNet classification with deep convolutional neural networks*
    (2012), section 3.3.

    Examples
    --------
    >>> x = np.array([3.0, 4.0, 0.0, 1.0]).reshape(1, 4)
    >>> local_response_norm(x, 3, alpha=1.0, beta=0.5, k=0.0)
    array([[0.6, 0.8, 0. , 1. ]])
    """
    xp = _check("local_response_norm", size, alpha, beta, k, x=x)
    wide = _in_single(xp, x)
    return xp.astype(wide / _scales(xp, wide, size, alpha, k) ** float(beta), x.dtype, copy=False)


@np.errstate(all="ignore")
def local_response_norm_backward(grad_output, x, size=5, *, alpha=1e-4, beta=0.75, k=2.0):
    r"""Gradient of a loss with respect to the input of :func:`local_response_norm`.

    .. math:: \frac{\partial L}{\partial a_i} = \frac{\delta_i}{s_i^\beta}
              - 2 \alpha \beta\, a_i \sum_j \frac{\delta_j\, a_j}{s_j^{\beta + 1}},

    where j runs over the window around i: the channels whose sums hold channel i.

    Parameters
    ----------
    grad_output : array (batch, channels, ...)
        Gradient of the loss with respect to the output, :math:`\delta`.
    x, size, alpha, beta, k
        As :func:`local_response_norm` was given them.

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
    >>> x = np.array([3.0, 4.0]).reshape(1, 2)
    >>> local_response_norm_backward(np.array([[1.0, 0.0]]), x, 3, alpha=1.0, beta=0.5, k=0.0)
    array([[ 0.128, -0.096]])
    """
    op = "local_response_norm_backward"
    xp = _check(op, size, alpha, beta, k, x=x, grad_output=grad_output)
    check_shape(op, "grad_output", grad_output, x.shape, "the shape of the output")
    wide = _in_single(xp, x)
    scales = _scales(xp, wide, size, alpha, k)
    direct = grad_output / scales ** float(beta)
    grad_x = direct - float(2 * alpha * beta) * wide * _window_sums(xp, direct * wide / scales, size)
    return xp.astype(grad_x, x.dtype, copy=False)


def _in_single(xp, x):
    """Return half precision in single: the square of 256 would be infinite."""
    return xp.astype(x, xp.float32) if "16" in dtype_name(x) else x


def _scales(xp, x, size, alpha, k):
    return float(k) + float(alpha) * _window_sums(xp, x * x, size)


def _window_sums(xp, values, size):
    """Sum each channel with its neighbors, ``size // 2`` on each side or as many as there are."""
    sums = xp.asarray(values, copy=True)
    for step in range(1, min(size // 2, values.shape[1] - 1) + 1):
        sums[:, step:] += values[:, :-step]
        sums[:, :-step] += values[:, step:]
    return sums


def _check(op, size, alpha, beta, k, **arrays):
    xp = namespace(op, **arrays)
    check_axes(op, "x", arrays["x"], "batch", "channels", "...")
    if whole_number(op, "size", size, minimum=1) % 2 == 0:
        raise ValueError(f"{op}: size must be odd, but is {show(size)}")
    check_numbers(op, alpha=alpha, beta=beta, k=k)
    return xp
