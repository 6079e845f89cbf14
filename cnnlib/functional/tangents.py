"""The hyperbolic tangent, plain and as LeNet-5 scales it."""

from __future__ import annotations

import numpy as np

from cnnlib.functional.checks import check_gradient_shape, check_numbers, namespace


def tanh(x):
    r"""Squash each number into (−1, 1).

    .. math:: \tanh(x) = \frac{e^x - e^{-x}}{e^x + e^{-x}} = 2\sigma(2x) - 1

    Parameters
    ----------
    x : array, any shape
        Floating; see :mod:`cnnlib.functional`.

    Returns
    -------
    array
        Of the shape and dtype of ``x``.

    Raises
    ------
    TypeError
        As :mod:`cnnlib.functional` says.

    References
    ----------
    Goodfellow, Bengio and Courville, *Deep Learning* (2016), section 6.3.2.

    Examples
    --------
    >>> tanh(np.array([-1000.0, 0.0, 1000.0]))
    array([-1.,  0.,  1.])
    """
    return namespace("tanh", x=x).tanh(x)


@np.errstate(all="ignore")
def tanh_backward(grad_output, out):
    r"""Gradient of a loss with respect to the input of :func:`tanh`.

    .. math:: \frac{\partial L}{\partial x} = \delta\, (1 - \tanh^2(x))

    Parameters
    ----------
    grad_output : array, any shape
        Gradient of the loss with respect to the output, :math:`\delta`.
    out : array, the same shape
        What :func:`tanh` returned.

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
    >>> tanh_backward(np.ones(2), tanh(np.array([0.0, 1000.0])))
    array([1., 0.])
    """
    namespace("tanh_backward", out=out, grad_output=grad_output)
    check_gradient_shape("tanh_backward", grad_output, out)
    return grad_output * (1 - out * out)


@np.errstate(all="ignore")
def scaled_tanh(x, *, amplitude=1.7159, slope=2 / 3):
    r"""Squash each number into (−A, A), as the units of LeNet-5 do.

    .. math:: f(x) = A \tanh(S x)

    With the amplitude A = 1.7159 and the slope S = 2/3, f(1) = 1 and f(−1) = −1 to four digits: targets of
    ±1 lie where the curve still bends, not at its flat ends.

    Parameters
    ----------
    x : array, any shape
        Floating; see :mod:`cnnlib.functional`.
    amplitude, slope : float, above 0
        :math:`A` and :math:`S`.

    Returns
    -------
    array
        Of the shape and dtype of ``x``.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.functional` says.

    References
    ----------
    LeCun, Bottou, Bengio and Haffner, *Gradient-based learning applied to document recognition* (1998),
    equation 6 and appendix A.

    Examples
    --------
    >>> scaled_tanh(np.array([-1.0, 0.0, 1.0, 1000.0])).round(4)
    array([-1.    ,  0.    ,  1.    ,  1.7159])
    """
    xp = namespace("scaled_tanh", x=x)
    check_numbers("scaled_tanh", positive=True, amplitude=amplitude, slope=slope)
    return float(amplitude) * xp.tanh(float(slope) * x)


@np.errstate(all="ignore")
def scaled_tanh_backward(grad_output, out, *, amplitude=1.7159, slope=2 / 3):
    r"""Gradient of a loss with respect to the input of :func:`scaled_tanh`.

    .. math:: \frac{\partial L}{\partial x} = \delta\, S \left(A - \frac{f(x)^2}{A}\right)

    Parameters
    ----------
    grad_output : array, any shape
        Gradient of the loss with respect to the output, :math:`\delta`.
    out : array, the same shape
        What :func:`scaled_tanh` returned.
    amplitude, slope : float, above 0
        As :func:`scaled_tanh` was given them.

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
    >>> scaled_tanh_backward(np.ones(1), scaled_tanh(np.zeros(1))).round(4)
    array([1.1439])
    """
    namespace("scaled_tanh_backward", out=out, grad_output=grad_output)
    check_gradient_shape("scaled_tanh_backward", grad_output, out)
    check_numbers("scaled_tanh_backward", positive=True, amplitude=amplitude, slope=slope)
    return grad_output * (float(amplitude * slope) - out * out * float(slope / amplitude))
