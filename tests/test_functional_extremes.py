"""What overflows, underflows, or is not finite, against PyTorch; a warning of NumPy's fails a test."""

import numpy as np
import pytest
import torch

from cnnlib import functional
from tests.functional_cases import CASES, as_numpy, cases, expected, libraries, name, tolerance, upstream

VALUES = [np.nan, np.inf, -np.inf]
HUGE = {"float32": 3e38, "float64": 1e308}
dtypes = pytest.mark.parametrize("dtype", HUGE)


BETA_ZERO = "local_response_norm-size3-beta0.0"  # its gradient of a power skips what is raised to 0
without_beta_zero = pytest.mark.parametrize(
    "case", [case for case in CASES if case.name != BETA_ZERO], ids=name
)


def multiplied_out(case, place, value):
    """Whether PyTorch gives weight * x - weight * mean where the formula has weight * (x - mean)."""
    return case.name.startswith("batch_norm") and place == 1 and np.isinf(value)


@libraries
@without_beta_zero
@pytest.mark.parametrize("value", VALUES, ids=str)
def test_not_finite_is_carried_as_pytorch_does(library, case, value):
    for place, array in enumerate(case.arrays()):
        if multiplied_out(case, place, value):
            continue
        arrays = case.arrays()
        arrays[place][(-1,) * array.ndim] = value
        grad_output = upstream(expected(case, arrays)[0])
        out, gradients = expected(case, arrays, grad_output)
        own = [library.own(a) for a in arrays]
        np.testing.assert_allclose(as_numpy(case.forward(*own)), out, **tolerance("float64"))
        for gradient, right in zip(case.gradients(library.own(grad_output), own), gradients):
            np.testing.assert_allclose(as_numpy(gradient), right, **tolerance("float64"))


# Of an infinite gradient PyTorch's cross-entropy makes NaN; ours is tested below.
PAIRS = [
    pytest.param(case, value, id=f"{value}-{case.name}")
    for case in CASES
    for value in VALUES
    if case.name != BETA_ZERO and not (case.name.startswith("cross_entropy") and np.isinf(value))
]


@libraries
@pytest.mark.parametrize(("case", "value"), PAIRS)
def test_not_finite_gradient_is_carried_as_pytorch_does(library, case, value):
    arrays = case.arrays()
    arrays[0] = np.abs(arrays[0])  # below 0 relu_backward differs, as it says
    grad_output = np.array(upstream(expected(case, arrays)[0]))
    grad_output[(-1,) * grad_output.ndim] = value
    _, gradients = expected(case, arrays, grad_output)
    own = [library.own(a) for a in arrays]
    for gradient, right in zip(case.gradients(library.own(grad_output), own), gradients):
        np.testing.assert_allclose(as_numpy(gradient), right, **tolerance("float64"))


@libraries
def test_an_infinite_gradient_of_cross_entropy(library):
    x, target = library.own(np.zeros((1, 3))), library.own(np.array([1]))
    gradient = functional.cross_entropy_backward(np.inf, x, target)
    np.testing.assert_array_equal(as_numpy(gradient), [[np.inf, -np.inf, np.inf]])


@libraries
def test_an_infinite_weight_of_batch_norm(library):
    x, ones = library.own(np.array([[1.0], [3.0]])), library.own(np.ones(1))
    out, _, _ = functional.batch_norm(x, np.inf * ones, ones)
    np.testing.assert_array_equal(as_numpy(out), [[-np.inf], [np.inf]])


@libraries
def test_relu_backward_multiplies_by_zero(library):
    x, grad_output = np.array([-1.0, 0.0, 1.0]), np.full(3, np.inf)
    gradient = functional.relu_backward(library.own(grad_output), library.own(x))
    np.testing.assert_array_equal(as_numpy(gradient), [np.nan, np.nan, np.inf])


@libraries
def test_relu_backward_at_zero_is_zero(library):
    x = library.own(np.array([0.0, -0.0]))
    np.testing.assert_array_equal(as_numpy(functional.relu_backward(x + 5, x)), [0, 0])


@libraries
@dtypes
@pytest.mark.parametrize("function", ["sigmoid", "tanh", "softmax", "log_softmax"])
def test_large_numbers(library, dtype, function):
    x = np.array([[0, 20, -20, 90, -90], [700, -700, 740, -740, 0], [0, 1e30, -1e30, 1e38, 5]], dtype)
    right = getattr(torch, function)(torch.from_numpy(x), *([1] if "softmax" in function else []))
    out = as_numpy(getattr(functional, function)(library.own(x)))
    tiny = np.finfo(dtype).tiny  # below it PyTorch rounds to 0
    np.testing.assert_allclose(out, right, rtol=1e-6 if dtype == "float32" else 1e-14, atol=tiny)


@libraries
@dtypes
def test_small_probabilities_keep_their_digits(library, dtype):
    x = np.array([-80.0, -50.0, -20.0, -1.0], dtype)
    right = 1 / (1 + np.exp(-x.astype("float64")))
    np.testing.assert_allclose(as_numpy(functional.sigmoid(library.own(x))), right, rtol=5e-7)


@libraries
@dtypes
def test_the_largest_numbers_give_finite_losses(library, dtype):
    x = library.own(np.array([[HUGE[dtype], 0.0], [0.0, -HUGE[dtype]]], dtype))
    target = library.own(np.array([0, 0]))
    losses = functional.cross_entropy(x, target, reduction="none")
    np.testing.assert_array_equal(as_numpy(losses), [0, 0])
    gradient = functional.cross_entropy_backward(1.0, x, target)
    np.testing.assert_array_equal(as_numpy(gradient), np.zeros((2, 2)))


@libraries
@dtypes
def test_what_overflows_is_infinite(library, dtype):
    x = library.own(np.full((2, 2), HUGE[dtype], dtype))
    assert as_numpy(functional.mse_loss(x, -x)) == np.inf
    assert (as_numpy(functional.linear(x, x)) == np.inf).all()
    assert (as_numpy(functional.local_response_norm(x)) == 0).all()
    assert (as_numpy(functional.scaled_tanh(x, slope=100)) == np.array(1.7159, dtype)).all()


def test_a_mean_of_half_precision_is_finite_where_its_sum_is_not():
    ones = torch.ones(2**17, dtype=torch.float16)
    assert torch.equal(functional.mse_loss(ones, -ones), ones[0] * 4)
    scores, target = ones.reshape(-1, 2), torch.zeros(2**16, dtype=torch.int64)
    expected = torch.tensor(2.0).log().half() * ones[0]
    assert torch.equal(functional.cross_entropy(scores.expand(2**16, 2), target), expected)


def test_squares_of_half_precision_may_exceed_it():
    x = torch.full((1, 5, 1), 300.0, dtype=torch.float16)
    for function, arrays in (
        (functional.local_response_norm, (x,)),
        (functional.local_response_norm_backward, (x, x)),
    ):
        right = function(*(array.float() for array in arrays)).half()
        assert torch.equal(function(*arrays), right)
        assert (right != 0).all()


@libraries
def test_a_constant_channel_without_eps_is_nan(library):
    ones = library.own(np.ones(1))
    out, mean, var = functional.batch_norm(library.own(np.full((4, 1), 3.0)), ones, ones, eps=0)
    assert np.isnan(as_numpy(out)).all()
    assert (float(mean[0]), float(var[0])) == (3, 0)


@libraries
@dtypes
def test_batch_norm_of_numbers_far_from_zero(library, dtype):
    offset = {"float32": 2.0**16, "float64": 2.0**40}[dtype]
    near = np.random.default_rng(0).integers(-8, 9, (64, 1, 4)).astype(dtype)
    ones, zeros = library.own(np.ones(1, dtype)), library.own(np.zeros(1, dtype))
    far, _, var = functional.batch_norm(library.own(near + np.array(offset, dtype)), ones, zeros)
    np.testing.assert_allclose(float(var[0]), near.var(), rtol=1e-4)
    right = (near - near.mean()) / np.sqrt(near.var() + 1e-5)
    np.testing.assert_allclose(as_numpy(far), right, atol=1e-2)


@libraries
@cases
@dtypes
@pytest.mark.parametrize("mode", ["raise", "warn"])
def test_settings_of_numpy_change_nothing(library, case, dtype, mode):
    limits = np.finfo(dtype)
    extremes = [0, limits.max, -limits.max, limits.tiny, limits.smallest_subnormal, np.inf, -np.inf, np.nan]
    arrays = [library.own(np.resize(np.array(extremes, dtype), shape)) for shape in case.shapes]
    with np.errstate(all=mode):
        out = as_numpy(case.forward(*arrays))
        for turn in range(len(extremes)):
            grad_output = np.resize(np.roll(np.array(extremes, dtype), turn), out.shape)
            case.gradients(library.own(grad_output), arrays)


@libraries
@pytest.mark.parametrize("mode", ["raise", "warn"])
def test_settings_of_numpy_do_not_reach_dropout(library, mode):
    x = library.own(np.array([np.inf, np.finfo("float64").max, np.nan] * 8))
    with np.errstate(all=mode):
        _, mask = functional.dropout(x, 0.5, rng=np.random.default_rng(0))
        functional.dropout_backward(x, mask)


@libraries
def test_a_dropped_infinity_is_nan(library):
    x = library.own(np.full(8, np.inf))
    out, mask = functional.dropout(x, 0.5, rng=np.random.default_rng(0))
    np.testing.assert_array_equal(np.isnan(as_numpy(out)), as_numpy(mask) == 0)
