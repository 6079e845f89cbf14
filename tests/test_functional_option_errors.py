"""cnnlib.functional refuses axes, sizes, constants and shapes with the same words for NumPy and torch."""

import numpy as np
import pytest

from tests.functional_calls import call, ones, words
from tests.functional_cases import libraries


@libraries
@pytest.mark.parametrize("function", ["softmax", "softmax_backward", "log_softmax", "log_softmax_backward"])
@pytest.mark.parametrize(
    ("error", "axis", "message"),
    [
        (ValueError, 2, "axis must be from -2 to 1, but is 2"),
        (ValueError, -3, "axis must be from -2 to 1, but is -3"),
        (TypeError, 1.0, "axis must be a whole number, but is 1.0"),
        (TypeError, None, "axis must be a whole number, but is None"),
        (TypeError, True, "axis must be a whole number, but is True"),
    ],
)
def test_axis(library, function, error, axis, message):
    with pytest.raises(error, match=words(f"{function}: {message}")):
        call(library, function, axis=axis)


@libraries
@pytest.mark.parametrize("function", ["softmax", "log_softmax"])
@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ((2, 0), "x has shape (2, 0): axis 1 may not be empty"),
        ((), "x must have at least 1 axis, but has shape ()"),
    ],
)
def test_nothing_to_sum_along(library, function, shape, message):
    with pytest.raises(ValueError, match=words(f"{function}: {message}")):
        call(library, function, x=library.own(ones(*shape)))


LINEAR = [
    ("x", (3,), "x must have 2 axes (batch, in_features), but has shape (3,)"),
    ("x", (2, 3, 1), "x must have 2 axes (batch, in_features), but has shape (2, 3, 1)"),
    ("weight", (3,), "weight must have 2 axes (out_features, in_features), but has shape (3,)"),
    ("weight", (0, 3), "weight has shape (0, 3): no axis may be empty"),
    ("weight", (4, 0), "weight has shape (4, 0): no axis may be empty"),
    ("weight", (4, 5), "weight has 5 input features but x has 3 (expected x.shape[1] == 5)"),
]


@libraries
@pytest.mark.parametrize("function", ["linear", "linear_backward"])
@pytest.mark.parametrize(("argument", "shape", "message"), LINEAR, ids=[case[2] for case in LINEAR])
def test_linear(library, function, argument, shape, message):
    with pytest.raises(ValueError, match=words(f"{function}: {message}")):
        call(library, function, **{argument: library.own(ones(*shape))})


@libraries
@pytest.mark.parametrize("shape", [(3,), (1,), (4, 1), ()], ids=str)
def test_bias_of_linear(library, shape):
    message = f"linear: bias must have one number for each row of weight, (4,), but has shape {shape}"
    with pytest.raises(ValueError, match=words(message)):
        call(library, "linear", bias=library.own(ones(*shape)))


@libraries
@pytest.mark.parametrize("p", [1, 1.0, -0.1, np.nan, np.inf, 2], ids=repr)
def test_p_out_of_range(library, p):
    with pytest.raises(ValueError, match=words(f"dropout: p must be at least 0 and below 1, but is {p}")):
        call(library, "dropout", p=p)


@libraries
@pytest.mark.parametrize("p", ["0.5", None, True, [0.5]], ids=repr)
def test_p_is_no_number(library, p):
    with pytest.raises(TypeError, match=r"^dropout: p must be a number, but is "):
        call(library, "dropout", p=p)


@libraries
@pytest.mark.parametrize("rng", [0, None, np.random.RandomState(0)], ids=["int", "NoneType", "RandomState"])
def test_rng_is_no_generator(library, rng):
    message = (
        f"dropout: rng must be a numpy.random.Generator, but is a {type(rng).__name__}: "
        "make one with numpy.random.default_rng(seed)"
    )
    with pytest.raises(TypeError, match=words(message)):
        call(library, "dropout", rng=rng)


NUMBERS = [
    (function, argument, bound)
    for names, arguments, bound in [
        (("scaled_tanh", "scaled_tanh_backward"), ("amplitude", "slope"), "above 0"),
        (
            ("local_response_norm", "local_response_norm_backward"),
            ("alpha", "beta", "k"),
            "of at least 0",
        ),
        (("batch_norm", "batch_norm_backward"), ("eps",), "of at least 0"),
    ]
    for function in names
    for argument in arguments
]


@libraries
@pytest.mark.parametrize(("function", "argument", "bound"), NUMBERS)
def test_constants(library, function, argument, bound):
    for value in (-1, np.nan, np.inf, *([0] if bound == "above 0" else [])):
        message = f"{function}: {argument} must be a finite number {bound}, but is {value}"
        with pytest.raises(ValueError, match=words(message)):
            call(library, function, **{argument: value})
    for value in (True, "1", None):
        message = f"{function}: {argument} must be a number, but is {value!r}"
        with pytest.raises(TypeError, match=words(message)):
            call(library, function, **{argument: value})


@libraries
@pytest.mark.parametrize("function", ["local_response_norm", "local_response_norm_backward"])
@pytest.mark.parametrize(
    ("error", "size", "message"),
    [
        (ValueError, 4, "size must be odd, but is 4"),
        (ValueError, 0, "size must be at least 1, but is 0"),
        (ValueError, -5, "size must be at least 1, but is -5"),
        (TypeError, 5.0, "size must be a whole number, but is 5.0"),
        (TypeError, True, "size must be a whole number, but is True"),
    ],
)
def test_size_of_a_window(library, function, error, size, message):
    with pytest.raises(error, match=words(f"{function}: {message}")):
        call(library, function, size=size)


@libraries
@pytest.mark.parametrize(
    "function",
    ["local_response_norm", "local_response_norm_backward", "batch_norm", "batch_norm_backward"],
)
def test_no_channels(library, function):
    message = f"{function}: x must have at least 2 axes (batch, channels, ...), but has shape (3,)"
    with pytest.raises(ValueError, match=words(message)):
        call(library, function, x=library.own(ones(3)))


@libraries
@pytest.mark.parametrize(
    ("function", "argument"),
    [("batch_norm", name) for name in ("weight", "bias", "mean", "var")]
    + [("batch_norm_backward", name) for name in ("weight", "mean", "var")],
)
@pytest.mark.parametrize("shape", [(2,), (3, 1), (1,), ()], ids=str)
def test_vectors_of_batch_norm(library, function, argument, shape):
    message = (
        f"{function}: {argument} must have one number for each channel of x, (3,), but has shape {shape}"
    )
    with pytest.raises(ValueError, match=words(message)):
        call(library, function, **{argument: library.own(ones(*shape))})


@libraries
@pytest.mark.parametrize("missing", ["mean", "var"])
def test_mean_without_variance(library, missing):
    message = f"batch_norm: mean and var must be given together, but {missing} is None"
    with pytest.raises(ValueError, match=words(message)):
        call(library, "batch_norm", **{missing: None})


@libraries
@pytest.mark.parametrize("shape", [(1, 3), (0, 3), (1, 3, 1, 1), (0, 3, 4, 4)], ids=str)
def test_variance_of_too_few_numbers(library, shape):
    message = f"batch_norm: x has shape {shape}: the variance of a batch takes at least two numbers a channel"
    with pytest.raises(ValueError, match=words(message)):
        call(library, "batch_norm", x=library.own(ones(*shape)), mean=None, var=None)


@libraries
@pytest.mark.parametrize("shape", [(2, 0), (2, 3, 0)], ids=str)
def test_batch_norm_of_nothing(library, shape):
    message = f"batch_norm: x has shape {shape}: only the batch may be empty"
    with pytest.raises(ValueError, match=words(message)):
        call(library, "batch_norm", x=library.own(ones(*shape)))
