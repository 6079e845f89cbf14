"""The p-norm of each window in NumPy: a power, a sum over windows, a root."""

from __future__ import annotations

import numpy as np

from cnnlib.ops.checks import NUMPY_DTYPES
from cnnlib.ops.checks_pooling import check_lp_pool2d, check_lp_pool2d_backward
from cnnlib.ops.vectorized.pooling import spread, sums


@np.errstate(invalid="ignore", over="ignore", divide="ignore")
def lp_pool2d(x, norm_type, kernel_size, *, stride=None, ceil_mode=False):
    r"""Take the p-norm of each window, without the absolute values.

    .. math:: z_{n,c,i,j} = S_{n,c,i,j}^{1/p}, \qquad
              S_{n,c,i,j} = \frac{k_h k_w}{D_{ij}} \sum_{u,v} x_{n,\, c,\, s_h i + u,\, s_w j + v}^p

    where :math:`D_{ij}` is the number of pixels in the window: all :math:`k_h k_w` of them, but where
    ``ceil_mode`` lets the last window reach beyond the input. The fraction makes up for those it lacks.

    Parameters
    ----------
    x : ndarray (batch, channels, height, width), float32 or float64
        The input.
    norm_type : int or float
        The exponent :math:`p`, positive and finite: 1 sums, 2 is the Euclidean norm.
    kernel_size, stride, ceil_mode
        As for :func:`cnnlib.ops.vectorized.max_pool2d`.

    Returns
    -------
    ndarray (batch, channels, output_height, output_width)
        In the dtype of ``x``.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.ops` says.

    Notes
    -----
    All this is ``torch.nn.functional.lp_pool2d``'s definition. For odd :math:`p` negative inputs count
    negatively: with :math:`p = 1` a window may come out negative, with :math:`p = 3` a negative sum has no
    root and gives NaN. For fractional :math:`p` a negative input gives NaN. The norms that PyTorch lets pass
    but computes no norm for, 0, negative and infinite ones, are refused here.

    References
    ----------
    Sermanet, Chintala and LeCun, *Convolutional neural networks applied to house numbers digit
    classification* (2012). The book's chapter on pooling teaches it.

    Examples
    --------
    >>> x = np.array([[3.0, 0.0, 1.0, 1.0], [0.0, -4.0, 1.0, 1.0]])[None, None]
    >>> lp_pool2d(x, 2, 2)[0, 0], lp_pool2d(x, 1, 2)[0, 0]
    (array([[5., 2.]]), array([[-1.,  4.]]))
    """
    hyperparameters = {"stride": stride, "ceil_mode": ceil_mode}
    geometry = check_lp_pool2d(np.ndarray, NUMPY_DTYPES, x, norm_type, kernel_size, **hyperparameters)
    return _sums_of_powers(x, float(norm_type), geometry) ** (1 / float(norm_type))


@np.errstate(invalid="ignore", over="ignore", divide="ignore")
def lp_pool2d_backward(grad_output, x, norm_type, kernel_size, *, stride=None, ceil_mode=False):
    r"""Gradient of a loss with respect to the input of :func:`lp_pool2d`.

    .. math:: \frac{\partial L}{\partial x_{n,\, c,\, s_h i + u,\, s_w j + v}} \mathrel{+}=
              \delta_{n,c,i,j}\, S_{n,c,i,j}^{1/p - 1}\, \frac{k_h k_w}{D_{ij}}\,
              x_{n,\, c,\, s_h i + u,\, s_w j + v}^{p-1}

    Where the sum :math:`S` is 0 the window hands on no gradient, as in PyTorch.

    Parameters
    ----------
    grad_output : ndarray (batch, channels, output_height, output_width)
        Gradient of the loss with respect to the output, :math:`\delta`.
    x, norm_type, kernel_size, stride, ceil_mode
        As :func:`lp_pool2d` was given them.

    Returns
    -------
    ndarray (batch, channels, height, width)
        In the dtype of ``x``.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.ops` says.

    Notes
    -----
    For :math:`p < 1` the power has an infinite slope at an input of 0: the gradient there is infinite, or
    NaN where the whole window is 0. For :math:`p = 1` a NaN in the window leaves the gradient as it is, where
    PyTorch has 0.

    References
    ----------
    The book's chapter on backpropagation derives it.

    Examples
    --------
    >>> x = np.array([[3.0, 0.0, 0.0, 0.0], [0.0, -4.0, 0.0, 0.0]])[None, None]
    >>> lp_pool2d_backward(np.ones((1, 1, 1, 2)), x, 2, 2)[0, 0]
    array([[ 0.6,  0. ,  0. ,  0. ],
           [ 0. , -0.8,  0. ,  0. ]])
    """
    hyperparameters = {"stride": stride, "ceil_mode": ceil_mode}
    geometry = check_lp_pool2d_backward(
        np.ndarray, NUMPY_DTYPES, grad_output, x, norm_type, kernel_size, **hyperparameters
    )
    p = float(norm_type)
    scale, powers = _scale(x, geometry), _sums_of_powers(x, p, geometry)
    grad_sums = np.where(powers == 0, 0, grad_output * powers ** (1 / p - 1) * scale)
    grad_x = spread(grad_sums, geometry)
    grad_x *= x ** (p - 1)
    return grad_x


def _sums_of_powers(x, p, geometry):
    powers = sums(x**p, geometry)
    powers *= _scale(x, geometry)
    return powers


def _scale(x, geometry):
    """Return what each window's sum is multiplied by: the size of a whole window over its own."""
    sizes = np.outer(*geometry.divisors(count_padding=False))
    return (np.prod(geometry.kernel_size) / sizes).astype(x.dtype)
