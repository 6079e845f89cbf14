"""The poolings of every engine against PyTorch's own and autograd."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from tests.engines import ENGINES, tolerance
from tests.pool_cases import CASES, DILATED, NAN, PoolCase, name

engines = pytest.mark.parametrize("engine", ENGINES)
dtypes = pytest.mark.parametrize("dtype", ["float32", "float64"])
DIVISORS = [
    {"count_include_pad": True},
    {"count_include_pad": False},
    {"divisor_override": 3},
    {"divisor_override": -2, "count_include_pad": False},
]
NORMS = [1, 2, 3, 2.5, 0.5]


def pytorch(pooling, x, *arguments, **options):
    """Return PyTorch's output and a function that differentiates it; NumPy arrays in and out."""
    x = torch.from_numpy(x).requires_grad_()
    result = getattr(functional, pooling)(x, *arguments, **options)
    out = result[0] if isinstance(result, tuple) else result

    def gradient(grad_output):
        return torch.autograd.grad(out, x, torch.from_numpy(grad_output))[0].numpy()

    arrays = tuple(array.detach().numpy() for array in (result if isinstance(result, tuple) else [result]))
    return (*arrays, gradient)


def waves(shape, dtype):
    """Return a gradient of an output: different numbers, the same each time."""
    return np.sin(np.arange(np.prod(shape))).reshape(shape).astype(dtype)


def assert_equal_numbers(array, right, message=""):
    """Compare values, NaN included, and dtypes."""
    assert array.dtype == right.dtype
    np.testing.assert_allclose(array, right, **tolerance(right.dtype), err_msg=message)


@engines
@pytest.mark.parametrize("case", [*CASES, *DILATED], ids=name)
@dtypes
def test_max_pool2d(engine, case, dtype):
    x = case.array(dtype)
    right, right_indices, gradient = pytorch(
        "max_pool2d", x, case.kernel_size, **case.options, return_indices=True
    )
    out, indices = engine.call("max_pool2d", x, case.kernel_size, **case.options)
    np.testing.assert_array_equal(out, right, strict=True)
    np.testing.assert_array_equal(indices, right_indices, strict=True)
    grad_output = waves(out.shape, dtype)
    grad_x = engine.call("max_pool2d_backward", grad_output, indices, x.shape)
    assert_equal_numbers(grad_x, gradient(grad_output))


@engines
@pytest.mark.parametrize("case", CASES, ids=name)
@dtypes
def test_avg_pool2d(engine, case, dtype):
    x = case.array(dtype)
    for divisor in DIVISORS:
        options = case.options | divisor
        right, gradient = pytorch("avg_pool2d", x, case.kernel_size, **options)
        out = engine.call("avg_pool2d", x, case.kernel_size, **options)
        assert_equal_numbers(out, right, str(divisor))
        grad_output = waves(out.shape, dtype)
        grad_x = engine.call("avg_pool2d_backward", grad_output, x.shape, case.kernel_size, **options)
        assert_equal_numbers(grad_x, gradient(grad_output), str(divisor))


def without_padding(case):
    """Return the options of a case that lp_pool2d has, too."""
    return {option: value for option, value in case.options.items() if option != "padding"}


UNPADDED = [case for case in CASES if "pad" not in case.name]


def norms_of(case):
    """Return the norms to try: for norm 1 the gradient of NaN is another than PyTorch's."""
    return [norm for norm in NORMS if not (norm == 1 and "nan" in case.name)]


@engines
@pytest.mark.parametrize("case", UNPADDED, ids=name)
@dtypes
def test_lp_pool2d(engine, case, dtype):
    x, options = case.array(dtype), without_padding(case)
    for norm in norms_of(case):
        right, gradient = pytorch("lp_pool2d", x, norm, case.kernel_size, **options)
        out = engine.call("lp_pool2d", x, norm, case.kernel_size, **options)
        assert_equal_numbers(out, right, f"norm {norm}")
        grad_output = waves(out.shape, dtype)
        grad_x = engine.call("lp_pool2d_backward", grad_output, x, norm, case.kernel_size, **options)
        assert_equal_numbers(grad_x, gradient(grad_output), f"norm {norm}")


@engines
def test_lp_pool2d_of_norm_1_keeps_the_gradient_beside_nan(engine):
    x = np.array([[[[NAN, 1.0], [2.0, 3.0]]]])
    grad_x = engine.call("lp_pool2d_backward", np.full((1, 1, 1, 1), 5.0), x, 1, 2)
    np.testing.assert_array_equal(grad_x, np.full((1, 1, 2, 2), 5.0))


@engines
@pytest.mark.parametrize("norm", [1, 2, 3])
def test_lp_pool2d_hands_on_no_gradient_where_the_sum_is_0(engine, norm):
    x = np.array([[[[0.0, 0.0, 2.0, 0.0], [0.0, 0.0, 0.0, -2.0 if norm % 2 else 0.0]]]])
    x[..., 2:] *= norm % 2
    grad_x = engine.call("lp_pool2d_backward", np.ones((1, 1, 1, 2)), x, norm, 2)
    np.testing.assert_array_equal(grad_x, np.zeros_like(x))


WORKED = np.array([[1.0, 5.0, 2.0, 2.0], [3.0, 3.0, 0.0, 0.0], [NAN, 0.0, 1.0, 7.0]])[None, None]


@engines
def test_worked_by_hand(engine):
    out, indices = engine.call("max_pool2d", WORKED, 2, ceil_mode=True)
    np.testing.assert_array_equal(out[0, 0], [[5, 2], [NAN, 7]])
    np.testing.assert_array_equal(indices[0, 0], [[1, 2], [8, 11]])
    out = engine.call("avg_pool2d", WORKED, 2, ceil_mode=True)
    np.testing.assert_array_equal(out[0, 0], [[3, 1], [NAN, 4]])
    np.testing.assert_array_equal(engine.call("lp_pool2d", WORKED, 1, 2)[0, 0], [[12, 4]])


@engines
def test_the_first_of_equals_and_the_last_nan_are_chosen(engine):
    x = np.array([[[[1.0, 4.0, 4.0, NAN], [4.0, 0.0, NAN, 9.0]]]])
    assert engine.call("max_pool2d", x, 2)[1].tolist() == [[[[1, 6]]]]


@engines
def test_overlapping_windows_add_up(engine):
    x = np.zeros((1, 1, 3, 3))
    x[0, 0, 1, 1] = 1.0
    _, indices = engine.call("max_pool2d", x, 2, stride=1)
    grad_x = engine.call("max_pool2d_backward", np.array([[[[1.0, 2.0], [3.0, 4.0]]]]), indices, x.shape)
    np.testing.assert_array_equal(grad_x[0, 0], [[0, 0, 0], [0, 10, 0], [0, 0, 0]])


@engines
@pytest.mark.parametrize("pooling", ["max_pool2d", "avg_pool2d", "lp_pool2d"])
def test_any_memory_order(engine, pooling):
    wide = np.random.default_rng(0).standard_normal((9, 7, 3, 2))
    x = wide.T if engine.device else wide.T[:, :, ::-1]
    norm = [2] if pooling == "lp_pool2d" else []
    results = [engine.call(pooling, a, *norm, 3, stride=2) for a in (x, np.ascontiguousarray(x))]
    np.testing.assert_array_equal(*results)


@engines
def test_backward_of_any_memory_order(engine):
    x = np.random.default_rng(0).standard_normal((2, 3, 7, 9))
    _, indices = engine.call("max_pool2d", x, 3, stride=2)
    delta = np.random.default_rng(1).standard_normal((4, 3, 3, 2)).T
    straight = np.ascontiguousarray(delta)
    for operation, *arguments in [
        ("max_pool2d_backward", indices, x.shape),
        ("avg_pool2d_backward", x.shape, 3),
        ("lp_pool2d_backward", x, 2, 3),
    ]:
        options = {} if operation.startswith("max") else {"stride": 2}
        results = [engine.call(operation, grad, *arguments, **options) for grad in (delta, straight)]
        np.testing.assert_array_equal(*results)


@engines
def test_arguments_are_left_as_they_were(engine):
    x = PoolCase("kept").array()
    out, indices = engine.call("max_pool2d", x, 2)
    kept = out.copy(), indices.copy()
    engine.call("max_pool2d_backward", out, indices, x.shape)
    engine.call("avg_pool2d", x, 2)
    engine.call("avg_pool2d_backward", out, x.shape, 2)
    engine.call("lp_pool2d", x, 3, 2)
    engine.call("lp_pool2d_backward", out, x, 3, 2)
    for array, original in zip((x, out, indices), (PoolCase("kept").array(), *kept)):
        np.testing.assert_array_equal(array, original)
