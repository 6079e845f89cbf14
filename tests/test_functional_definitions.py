"""What the papers define, worked by hand or summed term by term, and what dropout draws."""

import numpy as np
import pytest

from cnnlib import functional
from tests.functional_cases import as_numpy, libraries


@libraries
@pytest.mark.parametrize("size", [1, 3, 5, 11, 10**9 + 1])
def test_response_normalization_is_the_formula_of_the_paper(library, size):
    alpha, beta, k = 0.3, 0.75, 2.0
    x = np.random.default_rng(0).standard_normal((2, 6, 3, 2))
    right = np.empty_like(x)
    for n, i, row, column in np.ndindex(x.shape):
        window = range(max(0, i - size // 2), min(5, i + size // 2) + 1)
        total = sum(x[n, j, row, column] ** 2 for j in window)
        right[n, i, row, column] = x[n, i, row, column] / (k + alpha * total) ** beta
    out = functional.local_response_norm(library.own(x), size, alpha=alpha, beta=beta, k=k)
    np.testing.assert_allclose(as_numpy(out), right, rtol=1e-13)


def test_response_normalization_has_the_constants_of_the_paper():
    x = np.full((1, 5), 100.0)
    out = functional.local_response_norm(x)
    np.testing.assert_allclose(out[0, 2], 100 / (2 + 1e-4 * 5 * 100**2) ** 0.75, rtol=1e-14)


def test_scaled_tanh_keeps_one():
    assert functional.scaled_tanh(np.array([1.0, -1.0])).round(4).tolist() == [1, -1]


@libraries
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_batch_norm_returns_what_it_used(library, dtype):
    x = np.random.default_rng(0).standard_normal((4, 3, 2)).astype(dtype)
    ones = library.own(np.ones(3, dtype))
    _, mean, var = functional.batch_norm(library.own(x), ones, ones)
    np.testing.assert_allclose(as_numpy(mean), x.mean((0, 2)), rtol=1e-5, strict=True)
    np.testing.assert_allclose(as_numpy(var), x.var((0, 2)), rtol=1e-5, strict=True)
    _, same_mean, same_var = functional.batch_norm(library.own(x), ones, ones, mean, var)
    assert same_mean is mean
    assert same_var is var


@libraries
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("p", [0, 0.0, 0.25, 0.5, np.float32(0.9)], ids=repr)
def test_dropout(library, dtype, p):
    x = np.random.default_rng(0).standard_normal((100, 80)).astype(dtype)
    out, mask = functional.dropout(library.own(x), p, rng=np.random.default_rng(1))
    assert library.owns(out)
    assert library.owns(mask)
    out, mask = as_numpy(out), as_numpy(mask)
    np.testing.assert_array_equal(out, x * mask, strict=True)
    right = [0, 1 / (1 - float(p))] if p else [1]
    np.testing.assert_array_equal(np.unique(mask), np.array(right, dtype), strict=True)
    spread = np.sqrt(p * (1 - p) / mask.size)
    assert abs((mask == 0).mean() - p) <= 4 * spread


@libraries
def test_one_seed_gives_one_mask_in_every_library(library):
    x = np.ones((5, 7))
    _, mask = functional.dropout(library.own(x), 0.4, rng=np.random.default_rng(3))
    _, right = functional.dropout(x, 0.4, rng=np.random.default_rng(3))
    _, single = functional.dropout(library.own(x.astype("float32")), 0.4, rng=np.random.default_rng(3))
    np.testing.assert_array_equal(as_numpy(mask), right)
    np.testing.assert_array_equal(as_numpy(single) == 0, right == 0)


@libraries
def test_each_call_draws_another_mask(library):
    rng, x = np.random.default_rng(0), library.own(np.ones(64))
    masks = [as_numpy(functional.dropout(x, rng=rng)[1]) for _ in range(2)]
    assert (masks[0] != masks[1]).any()


@libraries
def test_dropout_backward_needs_the_mask_alone(library):
    grad_output = np.arange(6.0).reshape(2, 3)
    mask = np.array([[2.0, 0.0, 2.0], [0.0, 2.0, 0.0]])
    gradient = functional.dropout_backward(library.own(grad_output), library.own(mask))
    np.testing.assert_array_equal(as_numpy(gradient), [[0, 0, 4], [0, 8, 0]])
