"""Where weights begin: random, with a spread that neither drowns signals nor lets them grow."""

from __future__ import annotations

from math import prod, sqrt

import numpy as np

from cnnlib.arguments import show, whole_number


def kaiming_uniform(shape, rng=0, *, fans=None, a=0.0, dtype="float32"):
    r"""Draw weights for layers that ReLU follows, uniformly.

    .. math:: w \sim U(-b, b), \qquad b = \sqrt{\frac{6}{(1 + a^2)\, n_\text{in}}}, \qquad
              \operatorname{Var} w = \frac{2}{(1 + a^2)\, n_\text{in}}

    Parameters
    ----------
    shape : tuple of int
        Of the weights: (out_features, in_features) or (out_channels, in_channels, kernel_height,
        kernel_width).
    rng : int or numpy.random.Generator
        A seed, or what draws.
    fans : (fan_in, fan_out), optional
        Inputs of an output unit, and outputs that an input unit goes to; numbers, or arrays that broadcast
        along ``shape``. By default ``shape`` tells them.
    a : float
        Slope of the activation below 0: 0 for ReLU. √5 gives PyTorch's default, U(±1/√fan_in).
    dtype : str
        Of the result. The numbers are drawn in float64: a seed gives one network in every precision.

    Returns
    -------
    ndarray
        Of that shape and dtype.

    Raises
    ------
    TypeError, ValueError
        If ``shape`` has fewer than two axes, or ``rng`` is neither a seed nor a generator.

    References
    ----------
    He, Zhang, Ren and Sun, *Delving deep into rectifiers* (2015), section 2.2.

    Examples
    --------
    >>> weight = kaiming_uniform((100, 600), rng=0)
    >>> bool(abs(weight).max() < 0.1)
    True
    """
    fan_in, _ = _fans(shape, fans)
    return _uniform(shape, rng, np.sqrt(6 / ((1 + a * a) * fan_in)), dtype)


def kaiming_normal(shape, rng=0, *, fans=None, a=0.0, dtype="float32"):
    r"""Draw weights for layers that ReLU follows, normally.

    .. math:: w \sim N\!\left(0, \frac{2}{(1 + a^2)\, n_\text{in}}\right)

    Parameters, result and errors as for :func:`kaiming_uniform`.

    Examples
    --------
    >>> round(float(kaiming_normal((100, 200), rng=0).std()), 2)
    0.1
    """
    fan_in, _ = _fans(shape, fans)
    return _normal(shape, rng, np.sqrt(2 / ((1 + a * a) * fan_in)), dtype)


def xavier_uniform(shape, rng=0, *, fans=None, gain=1.0, dtype="float32"):
    r"""Draw weights for layers that tanh follows, uniformly: a compromise of both directions.

    .. math:: w \sim U(-b, b), \qquad b = g \sqrt{\frac{6}{n_\text{in} + n_\text{out}}}, \qquad
              \operatorname{Var} w = \frac{2 g^2}{n_\text{in} + n_\text{out}}

    The factor :math:`g` is ``gain``; the rest as for :func:`kaiming_uniform`.

    References
    ----------
    Glorot and Bengio, *Understanding the difficulty of training deep feedforward neural networks* (2010),
    equation 16.

    Examples
    --------
    >>> bool(abs(xavier_uniform((200, 400), rng=0)).max() < 0.1)
    True
    """
    return _uniform(shape, rng, gain * np.sqrt(6 / sum(_fans(shape, fans))), dtype)


def xavier_normal(shape, rng=0, *, fans=None, gain=1.0, dtype="float32"):
    r"""Draw weights for layers that tanh follows, normally.

    .. math:: w \sim N\!\left(0, \frac{2 g^2}{n_\text{in} + n_\text{out}}\right)

    As :func:`xavier_uniform`.

    Examples
    --------
    >>> round(float(xavier_normal((100, 100), rng=0).std()), 2)
    0.1
    """
    return _normal(shape, rng, gain * np.sqrt(2 / sum(_fans(shape, fans))), dtype)


def lecun_uniform(shape, rng=0, *, fans=None, dtype="float32"):
    r"""Draw weights that keep the variance of what comes in, uniformly.

    .. math:: w \sim U(-b, b), \qquad b = \sqrt{\frac{3}{n_\text{in}}}, \qquad
              \operatorname{Var} w = \frac{1}{n_\text{in}}

    The rest as for :func:`kaiming_uniform`.

    References
    ----------
    LeCun, Bottou, Orr and Müller, *Efficient BackProp* (1998), section 4.6.

    Examples
    --------
    >>> bool(abs(lecun_uniform((100, 300), rng=0)).max() < 0.1)
    True
    """
    fan_in, _ = _fans(shape, fans)
    return _uniform(shape, rng, np.sqrt(3 / fan_in), dtype)


def lecun_normal(shape, rng=0, *, fans=None, dtype="float32"):
    r"""Draw weights that keep the variance of what comes in, normally.

    .. math:: w \sim N\!\left(0, \frac{1}{n_\text{in}}\right)

    As :func:`lecun_uniform`.

    Examples
    --------
    >>> round(float(lecun_normal((100, 100), rng=0).std()), 2)
    0.1
    """
    fan_in, _ = _fans(shape, fans)
    return _normal(shape, rng, np.sqrt(1 / fan_in), dtype)


INITIALIZATIONS = {
    "kaiming_uniform": kaiming_uniform,
    "kaiming_normal": kaiming_normal,
    "xavier_uniform": xavier_uniform,
    "xavier_normal": xavier_normal,
    "lecun_uniform": lecun_uniform,
    "lecun_normal": lecun_normal,
}
"""What ``init=`` may name."""


def generator(op, rng) -> np.random.Generator:
    """Return ``rng`` if it is a generator, or one that begins at the seed that it is."""
    if isinstance(rng, np.random.Generator):
        return rng
    try:
        return np.random.default_rng(whole_number(op, "rng", rng, minimum=0))
    except TypeError:
        raise TypeError(
            f"{op}: rng must be a whole number or a numpy.random.Generator, but is {show(rng)}"
        ) from None


def draw(op, init, shape, rng, fans):
    """Return what ``init``, a name or a function, draws for the weights of a layer.

    Raises
    ------
    TypeError, ValueError
        If ``init`` is neither, or returns something of another shape.
    """
    if not callable(init) and init not in INITIALIZATIONS:
        raise ValueError(
            f"{op}: init must be a function or one of {', '.join(INITIALIZATIONS)}, but is {show(init)}"
        )
    values = np.asarray(INITIALIZATIONS.get(init, init)(shape, rng, fans=fans))
    if values.shape != tuple(shape):
        raise ValueError(
            f"{op}: init must return shape {show(shape)}, but returned shape {show(values.shape)}"
        )
    return values


def draw_both(op, init, shape, rng, fans):
    """Return weights and biases, both drawn as PyTorch does without an ``init``, else with biases of 0."""
    rng = generator(op, rng)
    fans = tuple(np.asarray(fan) for fan in fans)
    if init is not None:
        return draw(op, init, shape, rng, fans), np.zeros(shape[0])
    weight = kaiming_uniform(shape, rng, fans=fans, a=sqrt(5))
    fan_in = np.broadcast_to(fans[0].reshape(-1), shape[:1])
    return weight, rng.uniform(-1, 1, shape[0]) / np.sqrt(fan_in)


def _fans(shape, fans):
    if fans is not None:
        return fans
    if len(shape) < 2:
        raise ValueError(
            f"initialization: shape {show(tuple(shape))} must have at least 2 axes, "
            "or fans=(fan_in, fan_out) be given"
        )
    window = prod(shape[2:])
    return shape[1] * window, shape[0] * window


def _uniform(shape, rng, bound, dtype):
    weights = generator("initialization", rng).uniform(-1, 1, shape)
    weights *= bound
    return weights.astype(dtype, copy=False)


def _normal(shape, rng, deviation, dtype):
    weights = generator("initialization", rng).standard_normal(shape)
    weights *= deviation
    return weights.astype(dtype, copy=False)
