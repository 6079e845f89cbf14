"""Check a gradient against central differences, in float64."""

from __future__ import annotations

import numpy as np

from cnnlib.arguments import show

STEP = 1e-6


def numerical_gradient(function, array, *, step=STEP):
    r"""Differentiate a scalar function of an array by central differences, one element at a time.

    .. math:: \frac{\partial f}{\partial a_i} \approx \frac{f(a + h e_i) - f(a - h e_i)}{2h},
              \qquad \text{with an error of order } h^2

    Parameters
    ----------
    function : callable
        Takes an array like ``array`` and returns a number.
    array : ndarray, float64
        Where to differentiate. It is left as it was.
    step : float
        The step :math:`h`.

    Returns
    -------
    ndarray, float64
        Of the shape of ``array``.

    Raises
    ------
    TypeError
        If ``array`` is not a float64 array: in single precision the difference drowns in rounding. If
        ``function`` returns an array instead of one number.
    ValueError
        If ``step`` is not above 0.

    References
    ----------
    Goodfellow, Bengio and Courville, *Deep Learning* (2016), section 11.5. The book's chapter on
    backpropagation checks its gradients with this function.

    Examples
    --------
    >>> numerical_gradient(lambda a: (a**2).sum(), np.array([1.0, -3.0])).round(6)
    array([ 2., -6.])
    """
    if not isinstance(array, np.ndarray) or array.dtype != np.float64:
        kind = getattr(array, "dtype", type(array).__name__)
        raise TypeError(f"numerical_gradient: array must be a float64 ndarray, but is {kind}")
    if not step > 0:
        raise ValueError(f"numerical_gradient: step must be above 0, but is {show(step)}")
    gradient = np.empty(array.shape)
    probe = array.copy()
    for place in np.ndindex(array.shape):
        probe[place] = array[place] + step
        above = _one_number(function(probe))
        probe[place] = array[place] - step
        gradient[place] = (above - _one_number(function(probe))) / (2 * step)
        probe[place] = array[place]
    return gradient


def _one_number(value):
    if np.ndim(value) != 0:
        raise TypeError(
            f"numerical_gradient: function must return one number, but returned shape {show(np.shape(value))}"
        )
    return value


def check_gradient(function, array, gradient, *, step=STEP, rtol=1e-6, atol=1e-8):
    """Raise unless ``gradient`` is the gradient of ``function`` at ``array``, element by element.

    Parameters
    ----------
    function, array, step
        As for :func:`numerical_gradient`.
    gradient : array_like
        The gradient to check, of the shape of ``array``.
    rtol, atol : float
        Relative and absolute tolerance of each element.

    Raises
    ------
    AssertionError
        If an element differs by more than ``atol + rtol * abs(expected)``; the message names the worst one.
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> check_gradient(lambda a: (a**2).sum(), np.array([1.0, -3.0]), np.array([2.0, -6.0]))
    >>> check_gradient(lambda a: (a**2).sum(), np.array([1.0, -3.0]), np.array([2.0, 6.0]))
    Traceback (most recent call last):
    AssertionError: check_gradient: gradient[1] is 6.0, but central differences give -6.0
    """
    gradient = np.asarray(gradient)
    if gradient.shape != array.shape:
        raise ValueError(
            f"check_gradient: gradient must have the shape of array, {show(array.shape)}, "
            f"but has shape {show(gradient.shape)}"
        )
    expected = numerical_gradient(function, array, step=step)
    excess = np.abs(gradient - expected) - (atol + rtol * np.abs(expected))
    if not (excess <= 0).all():
        worst = np.unravel_index(np.argmax(np.nan_to_num(excess, nan=np.inf)), excess.shape)
        place = ", ".join(str(index) for index in worst)
        raise AssertionError(
            f"check_gradient: gradient[{place}] is {gradient[worst]:.7}, "
            f"but central differences give {expected[worst]:.7}"
        )
