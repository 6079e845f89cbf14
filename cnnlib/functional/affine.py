"""The fully connected layer: each output is a weighted sum of all inputs."""

from __future__ import annotations

import numpy as np

from cnnlib.functional.checks import check_axes, check_filled, check_shape, namespace


@np.errstate(all="ignore")
def linear(x, weight, bias=None):
    r"""Multiply a batch of vectors by a matrix and add a bias.

    .. math:: Y = X W^\top + b

    Parameters
    ----------
    x : array (batch, in_features)
        The inputs :math:`X`, one a row; floating, see :mod:`cnnlib.functional`.
    weight : array (out_features, in_features)
        The matrix :math:`W`, of the same dtype: one row holds the weights of one output.
    bias : array (out_features,), optional
        Added to each row.

    Returns
    -------
    array (batch, out_features)
        In the dtype of ``x``.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.functional` says.

    References
    ----------
    Goodfellow, Bengio and Courville, *Deep Learning* (2016), section 6.1.

    Examples
    --------
    >>> linear(np.array([[1.0, 2.0]]), np.array([[1.0, 1.0], [3.0, 0.0], [0.0, 3.0]]), np.full(3, 0.5))
    array([[3.5, 3.5, 6.5]])
    """
    namespace("linear", x=x, weight=weight, **({} if bias is None else {"bias": bias}))
    _check_shapes("linear", x, weight)
    out = x @ weight.T
    if bias is not None:
        check_shape("linear", "bias", bias, weight.shape[:1], "one number for each row of weight")
        out += bias
    return out


@np.errstate(all="ignore")
def linear_backward(grad_output, x, weight):
    r"""Gradients of a loss with respect to the input, the weight and the bias of :func:`linear`.

    .. math:: \frac{\partial L}{\partial X} = \Delta W, \qquad
              \frac{\partial L}{\partial W} = \Delta^\top X, \qquad
              \frac{\partial L}{\partial b} = \sum_n \Delta_n

    Parameters
    ----------
    grad_output : array (batch, out_features)
        Gradient of the loss with respect to the output, :math:`\Delta`.
    x, weight
        As :func:`linear` was given them.

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
    Goodfellow, Bengio and Courville, *Deep Learning* (2016), section 6.5.6.

    Examples
    --------
    >>> x, weight = np.array([[1.0, 2.0]]), np.array([[1.0, 1.0], [3.0, 0.0]])
    >>> grad_x, grad_weight, grad_bias = linear_backward(np.array([[1.0, 10.0]]), x, weight)
    >>> grad_x, grad_weight
    (array([[31.,  1.]]), array([[ 1.,  2.],
           [10., 20.]]))
    """
    xp = namespace("linear_backward", x=x, weight=weight, grad_output=grad_output)
    _check_shapes("linear_backward", x, weight)
    out_shape = x.shape[0], weight.shape[0]
    check_shape("linear_backward", "grad_output", grad_output, out_shape, "the shape of the output")
    return grad_output @ weight, grad_output.T @ x, xp.sum(grad_output, axis=0)


def _check_shapes(op, x, weight):
    check_axes(op, "x", x, "batch", "in_features")
    check_axes(op, "weight", weight, "out_features", "in_features")
    check_filled(op, "weight", weight, batch_may_be_empty=False)
    if x.shape[1] != weight.shape[1]:
        raise ValueError(
            f"{op}: weight has {weight.shape[1]} input features but x has {x.shape[1]} "
            f"(expected x.shape[1] == {weight.shape[1]})"
        )
