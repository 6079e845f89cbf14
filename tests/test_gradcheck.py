"""The check of gradients, and the gradients of conv2d that pass it."""

import re

import numpy as np
import pytest

from cnnlib.gradcheck import check_gradient, numerical_gradient
from tests.cases import CASES, name
from tests.engines import ENGINES

CHECKED = [case for case in CASES if case.name in ("stride3x2-asymmetric-dilation1x3-groups2", "even-same")]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", CHECKED, ids=name)
def test_conv2d(engine, case):
    arrays = case.arrays()
    weights = np.cos(np.arange(engine.conv2d(*arrays, **case.options).size))

    def loss(*arguments):
        return weights @ engine.conv2d(*arguments, **case.options).ravel()

    grad_output = weights.reshape(engine.conv2d(*arrays, **case.options).shape)
    gradients = engine.conv2d_backward(grad_output, *arrays[:2], **case.options)
    for place, (array, gradient) in enumerate(zip(arrays, gradients, strict=True)):

        def along(probe, place=place):
            return loss(*arrays[:place], probe, *arrays[place + 1 :])

        check_gradient(along, array, gradient, atol=1e-7)


def cube(array):
    return (array**3).sum()


def test_array_is_left_as_it_was():
    array = np.array([[1.0, -2.0], [0.5, 3.0]])
    kept = array.copy()
    np.testing.assert_allclose(numerical_gradient(cube, array), 3 * array**2, rtol=1e-8)
    np.testing.assert_array_equal(array, kept)


def test_one_element_moves_at_a_time():
    array, moved = np.array([1.0, 2.0, 3.0]), []
    numerical_gradient(lambda probe: moved.append(np.flatnonzero(probe != array).tolist()) or 0.0, array)
    assert moved == [[0], [0], [1], [1], [2], [2]]


def test_worst_element_is_named():
    array = np.array([[1.0, 2.0], [3.0, 4.0]])
    gradient = 3 * array**2 + [[0, 1e-3], [0, -5]]
    message = "check_gradient: gradient[1, 1] is 43.0, but central differences give 48.0"
    with pytest.raises(AssertionError, match=f"^{re.escape(message)}$"):
        check_gradient(cube, array, gradient)


def test_small_errors_are_found():
    array = np.array([1.0, 2.0])
    with pytest.raises(AssertionError, match=r"gradient\[0\]"):
        check_gradient(cube, array, 3 * array**2 + np.array([1e-5, 0]))


def test_nan_is_an_error():
    with pytest.raises(AssertionError, match=r"gradient\[0\] is nan"):
        check_gradient(cube, np.array([1.0, 2.0]), np.array([np.nan, 12.0]))


@pytest.mark.parametrize("array", [np.ones(2, "float32"), np.ones(2, int)], ids=["float32", "int64"])
def test_only_float64(array):
    message = f"numerical_gradient: array must be a float64 ndarray, but is {array.dtype}"
    with pytest.raises(TypeError, match=f"^{message}$"):
        numerical_gradient(cube, array)


def test_no_array():
    with pytest.raises(
        TypeError, match=r"^numerical_gradient: array must be a float64 ndarray, but is list$"
    ):
        numerical_gradient(cube, [1.0])


def test_a_function_that_returns_an_array_is_refused():
    message = "numerical_gradient: function must return one number, but returned shape (2,)"
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        numerical_gradient(lambda array: array**2, np.ones(2))


@pytest.mark.parametrize("step", [0, -1e-6, np.nan])
def test_a_step_that_leads_nowhere_is_refused(step):
    with pytest.raises(ValueError, match=f"^numerical_gradient: step must be above 0, but is {step}$"):
        numerical_gradient(cube, np.ones(2), step=step)


def test_a_gradient_may_be_a_list():
    check_gradient(cube, np.array([1.0, 2.0]), [3.0, 12.0])


def test_gradient_of_another_shape():
    message = "check_gradient: gradient must have the shape of array, (2,), but has shape (2, 1)"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        check_gradient(cube, np.ones(2), np.ones((2, 1)))
