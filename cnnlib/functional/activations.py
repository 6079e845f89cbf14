"""The activations that act on each element alone: the logistic sigmoid and the rectifier."""

from __future__ import annotations

import numpy as np

from cnnlib.functional.checks import check_gradient_shape, check_shape, namespace


@np.errstate(all="ignore")
def sigmoid(x):
    r"""Squash each number into (0, 1) by the logistic function.

    .. math:: \sigma(x) = \frac{1}{1 + e^{-x}} = \frac{e^{\min(x, 0)}}{1 + e^{-|x|}}

    The second form is the first, multiplied out by :math:`e^x` where x is negative: neither of its
    exponentials can overflow.

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
    Goodfellow, Bengio and Courville, *Deep Learning* (2016), section 3.10.

    Examples
    --------
    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    xp = namespace("sigmoid", x=x)
    return xp.exp(xp.minimum(x, 0)) / (1 + xp.exp(-xp.abs(x)))


@np.errstate(all="ignore")
def sigmoid_backward(grad_output, out):
    r"""Gradient of a loss with respect to the input of :func:`sigmoid`.

    .. math:: \frac{\partial L}{\partial x} = \delta\, \sigma(x)\, (1 - \sigma(x))

    Parameters
    ----------
    grad_output : array, any shape
        Gradient of the loss with respect to the output, :math:`\delta`.
    out : array, the same shape
        What :func:`sigmoid` returned.

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
    >>> sigmoid_backward(np.ones(2), sigmoid(np.array([0.0, 1000.0])))
    array([0.25, 0.  ])
    """
    namespace("sigmoid_backward", out=out, grad_output=grad_output)
    check_gradient_shape("sigmoid_backward", grad_output, out)
    return grad_output * (out * (1 - out))


def relu(x):
    r"""Keep positive numbers, replace negative ones by 0.

    .. math:: \operatorname{ReLU}(x) = \max(x, 0)

    Parameters
    ----------
    x : array, any shape
        Floating; see :mod:`cnnlib.functional`. NaN stays NaN.

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
    Krizhevsky, Sutskever and Hinton, *ImageNet classification with deep convolutional neural networks*
    (2012), section 3.1.

    Examples
    --------
    >>> relu(np.array([-2.0, 0.0, 3.0]))
    array([0., 0., 3.])
    """
    xp = namespace("relu", x=x)
    return xp.maximum(x, 0)


@np.errstate(all="ignore")
def relu_backward(grad_output, x):
    r"""Gradient of a loss with respect to the input of :func:`relu`.

    .. math:: \frac{\partial L}{\partial x} = \begin{cases} 0 & x \le 0 \\ \delta & \text{else} \end{cases}

    Parameters
    ----------
    grad_output : array, any shape
        Gradient of the loss with respect to the output, :math:`\delta`.
    x : array, the same shape
        What :func:`relu` was given, or what it returned: both are 0 or below at the same places.

    Returns
    -------
    array
        Of the shape and dtype of ``x``.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.functional` says.

    Notes
    -----
    At 0, where ReLU has no derivative, the gradient is 0, as in PyTorch. Where ``x`` is NaN it passes, as
    in PyTorch. An infinite or NaN gradient where ``x`` is not positive gives NaN, since it is multiplied by
    0; PyTorch gives 0 there.

    Examples
    --------
    >>> relu_backward(np.array([5.0, 5.0, 5.0]), np.array([-2.0, 0.0, 3.0]))
    array([0., 0., 5.])
    """
    namespace("relu_backward", x=x, grad_output=grad_output)
    check_shape("relu_backward", "grad_output", grad_output, x.shape, "the shape of x")
    return grad_output * ~(x <= 0)  # a product takes a tenth of the time that NumPy's where takes
