"""Dropout: noise that keeps units from relying on each other."""

from __future__ import annotations

import numpy as np
from array_api_compat import device

from cnnlib.arguments import show
from cnnlib.functional.checks import check_shape, is_number, namespace


@np.errstate(all="ignore")
def dropout(x, p=0.5, *, rng):
    r"""Set each number to 0 with probability p, and scale the others so that the mean stays.

    .. math:: y = m\, x, \qquad m = \begin{cases} 0 & \text{with probability } p \\
              \frac{1}{1-p} & \text{else} \end{cases}

    Parameters
    ----------
    x : array, any shape
        Floating; see :mod:`cnnlib.functional`.
    p : float
        Probability of a 0, from 0 up to but not including 1.
    rng : numpy.random.Generator
        Draws the mask, for torch too: one seed gives one mask in every library and on every device.

    Returns
    -------
    out, mask : array
        The product and the mask :math:`m`, which is already scaled; both of the shape and dtype of ``x``.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.functional` says.

    Notes
    -----
    PyTorch also takes ``p=1`` and returns zeros; here it is refused, since 1/(1 − p) does not exist. As in
    PyTorch, an infinite number that is dropped gives NaN.

    References
    ----------
    Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, *Dropout: a simple way to prevent neural
    networks from overfitting* (2014). Scaled here in training, not in testing, so that testing needs no
    change.

    Examples
    --------
    >>> out, mask = dropout(np.array([1.0, 2.0, 3.0, 4.0]), 0.5, rng=np.random.default_rng(0))
    >>> out, mask
    (array([2., 0., 0., 0.]), array([2., 0., 0., 0.]))
    """
    xp = namespace("dropout", x=x)
    _check(p, rng)
    p = float(p)
    mask = (rng.random(tuple(x.shape)) >= p) / (1 - p)
    mask = xp.asarray(mask, dtype=x.dtype, device=device(x))
    return x * mask, mask


@np.errstate(all="ignore")
def dropout_backward(grad_output, mask):
    r"""Gradient of a loss with respect to the input of :func:`dropout`.

    .. math:: \frac{\partial L}{\partial x} = \delta\, m

    Parameters
    ----------
    grad_output : array, any shape
        Gradient of the loss with respect to the output, :math:`\delta`.
    mask : array, the same shape
        The mask that :func:`dropout` returned.

    Returns
    -------
    array
        Of the shape and dtype of ``mask``.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.functional` says.

    Examples
    --------
    >>> dropout_backward(np.array([1.0, 1.0]), np.array([2.0, 0.0]))
    array([2., 0.])
    """
    namespace("dropout_backward", mask=mask, grad_output=grad_output)
    check_shape("dropout_backward", "grad_output", grad_output, mask.shape, "the shape of mask")
    return grad_output * mask


def _check(p, rng):
    if not is_number(p):
        raise TypeError(f"dropout: p must be a number, but is {show(p)}")
    if not 0 <= p < 1:
        raise ValueError(f"dropout: p must be at least 0 and below 1, but is {show(p)}")
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"dropout: rng must be a numpy.random.Generator, but is a {type(rng).__name__}: "
            "make one with numpy.random.default_rng(seed)"
        )
