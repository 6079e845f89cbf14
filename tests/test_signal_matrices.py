"""Convolution as a matrix, and kernels in separable parts."""

import numpy as np
import pytest
import scipy.linalg
from numpy.testing import assert_allclose, assert_array_equal

from cnnlib import kernels
from cnnlib.signal import (
    circulant_matrix,
    convolve,
    cross_correlate,
    doubly_block_toeplitz_matrix,
    is_separable,
    separable_parts,
    separable_rank,
    toeplitz_matrix,
)

MODES = ["full", "same", "valid"]
OPERATIONS = [(convolve, False), (cross_correlate, True)]


def integers(shape, seed=0):
    return np.random.default_rng(seed).integers(-9, 10, shape)


@pytest.mark.parametrize(("operation", "correlate"), OPERATIONS)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", [1, 2, 3, 4, 7])
def test_toeplitz_times_signal(size, mode, operation, correlate):
    kernel, x = integers(size), integers(7, seed=1)
    matrix = toeplitz_matrix(kernel, 7, mode=mode, correlate=correlate)
    assert_array_equal(matrix @ x, operation(x, kernel, mode=mode))


@pytest.mark.parametrize("mode", ["full", "same"])
def test_a_kernel_longer_than_the_input(mode):
    kernel, x = integers(5), integers(3, seed=1)
    assert_array_equal(toeplitz_matrix(kernel, 3, mode=mode) @ x, convolve(x, kernel, mode=mode))


def test_toeplitz_is_scipys():
    kernel = np.array([1, 2, 3])
    column, row = np.array([1, 2, 3, 0, 0, 0]), np.array([1, 0, 0, 0])
    assert_array_equal(toeplitz_matrix(kernel, 4), scipy.linalg.toeplitz(column, row))


@pytest.mark.parametrize(("operation", "correlate"), OPERATIONS)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("shape", [(1, 1), (2, 2), (3, 2), (2, 5), (4, 5)])
def test_doubly_block_toeplitz_times_picture(shape, mode, operation, correlate):
    kernel, x = integers(shape), integers((4, 5), seed=1)
    matrix = doubly_block_toeplitz_matrix(kernel, x.shape, mode=mode, correlate=correlate)
    assert_array_equal(matrix @ x.ravel(), operation(x, kernel, mode=mode).ravel())


def test_blocks_are_toeplitz_and_repeat():
    kernel = integers((3, 2))
    blocks = doubly_block_toeplitz_matrix(kernel, (4, 5)).reshape(6, 6, 4, 5).swapaxes(1, 2)
    for row, column in np.ndindex(6, 4):
        assert_array_equal(blocks[row, column], blocks[max(row - column, 0), max(column - row, 0)])
    for row in range(3):
        assert_array_equal(blocks[row, 0], toeplitz_matrix(kernel[row], 5))


@pytest.mark.parametrize(("operation", "correlate"), OPERATIONS)
@pytest.mark.parametrize("size", [1, 2, 3, 4, 6, 7, 13])
def test_circulant_times_signal(size, operation, correlate):
    kernel, x = integers(size), integers(6, seed=1)
    matrix = circulant_matrix(kernel, 6, correlate=correlate)
    assert_array_equal(matrix @ x, operation(x, kernel, mode="same", boundary="circular"))
    assert_array_equal(matrix, scipy.linalg.circulant(matrix[:, 0]))


@pytest.mark.parametrize("n", [5, 8])
def test_fourier_diagonalizes_the_circulant(n):
    matrix = circulant_matrix(kernels.binomial(3, ndim=1) - [0.1, 0, 0.3], n)
    fourier = np.fft.fft(np.eye(n))
    diagonal = fourier @ matrix @ np.linalg.inv(fourier)
    assert_allclose(diagonal, np.diag(np.fft.fft(matrix[:, 0])), atol=1e-13)


@pytest.mark.parametrize(
    ("given", "expected"), [(bool, np.int64), (np.uint8, np.int64), (np.float32, np.float32)]
)
def test_matrices_keep_the_kernels_dtype(given, expected):
    row = np.ones(2, given)
    assert toeplitz_matrix(row, 3).dtype == expected
    assert circulant_matrix(row, 3).dtype == expected
    assert doubly_block_toeplitz_matrix(row[None], (2, 2)).dtype == expected


ABOVE_ONE = {
    "sharpen": 2,
    "outline": 2,
    "laplacian_4": 2,
    "laplacian_8": 2,
    "emboss": 3,
    "laplacian_of_gaussian": 3,
}


@pytest.mark.parametrize("name", kernels.names())
def test_ranks_of_the_named_kernels(name):
    kernel = kernels.get(name)
    assert separable_rank(kernel) == ABOVE_ONE.get(name, 1) == np.linalg.matrix_rank(kernel)
    assert is_separable(kernel) == (name not in ABOVE_ONE)


@pytest.mark.parametrize("name", kernels.names())
def test_parts_add_up(name):
    kernel = kernels.get(name)
    parts = separable_parts(kernel)
    assert_allclose(sum(np.outer(column, row) for column, row in parts), kernel, atol=1e-14)
    assert all(column[abs(column).argmax()] > 0 for column, _ in parts)


def test_separable_passes_do_the_kernels_work():
    x, kernel = integers((8, 7)).astype(float), kernels.get("emboss")
    in_passes = sum(
        convolve(convolve(x, column[:, None]), row[None]) for column, row in separable_parts(kernel)
    )
    assert_allclose(in_passes, convolve(x, kernel), atol=1e-12)


def test_a_lower_rank_is_the_best_approximation():
    kernel = integers((5, 4)).astype(float)
    approximation = sum(np.outer(column, row) for column, row in separable_parts(kernel, rank=2))
    error = np.linalg.norm(kernel - approximation)
    assert error == pytest.approx(np.linalg.norm(np.linalg.svd(kernel, compute_uv=False)[2:]))


def test_complex_kernels_have_parts():
    kernel = integers((3, 3)) + 1j * integers((3, 3), seed=1)
    assert_allclose(sum(np.outer(column, row) for column, row in separable_parts(kernel)), kernel, atol=1e-12)


@pytest.mark.parametrize("dtype", [np.float16, np.longdouble, np.clongdouble])
def test_dtypes_that_lapack_does_not_know(dtype):
    kernel = np.outer([0.1, 0.3, 0.7], [0.1, 0.9, 0.3]).astype(dtype)
    assert separable_rank(kernel) == 1
    assert separable_rank(np.eye(3, dtype=dtype)) == 3


def test_tolerance_overlooks_small_singular_values():
    nearly = np.outer([1, 2, 1], [1, 0, -1]) + 1e-6 * np.eye(3)
    assert not is_separable(nearly)
    assert is_separable(nearly, tolerance=1e-5)
    assert len(separable_parts(nearly, tolerance=1e-5)) == 1


@pytest.mark.parametrize("scale", [1e-12, 1e12])
def test_rank_does_not_depend_on_scale(scale):
    nearly = np.outer([1, 2, 1], [1, 0, -1]) + 1e-6 * np.eye(3)
    assert separable_rank(scale * nearly) == 3
    assert separable_rank(scale * nearly, tolerance=1e-5) == 1


def test_zeros_need_no_part():
    assert separable_rank(np.zeros((3, 3))) == 0
    assert is_separable(np.zeros((3, 3)))
    assert separable_parts(np.zeros((3, 3))) == []


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: toeplitz_matrix([[1]], 3), ValueError, r"kernel must be 1-D, got shape \(1, 1\)"),
        (lambda: toeplitz_matrix([1], 0), ValueError, r"toeplitz_matrix: input_size must be at least 1"),
        (lambda: toeplitz_matrix([1], 2.0), TypeError, r"toeplitz_matrix: input_size must be a whole number"),
        (lambda: toeplitz_matrix([1, 2], 1, mode="valid"), ValueError, r"the kernel must fit into the input"),
        (lambda: toeplitz_matrix([1], 1, mode="circular"), ValueError, r"mode must be one of .* 'circular'"),
        (lambda: doubly_block_toeplitz_matrix([1], (2, 2)), ValueError, r"kernel must be 2-D, got shape"),
        (lambda: doubly_block_toeplitz_matrix([[1]], 4), ValueError, r"input_shape must be a pair .* got 4"),
        (lambda: doubly_block_toeplitz_matrix([[1]], (4, -1)), ValueError, r"input_shape must be at least 1"),
        (lambda: circulant_matrix([], 3), ValueError, r"circulant_matrix: kernel must not be empty"),
        (lambda: circulant_matrix([1], 0), ValueError, r"circulant_matrix: n must be at least 1"),
        (lambda: separable_rank([1, 2]), ValueError, r"separable_rank: kernel must be 2-D, got shape \(2,\)"),
        (lambda: is_separable([[np.nan]]), ValueError, r"is_separable: kernel must be finite"),
        (lambda: is_separable([[1]], tolerance=-1), ValueError, r"tolerance must not be negative, got -1"),
        (lambda: is_separable([[1]], tolerance="1"), TypeError, r"tolerance must be a number, got '1'"),
        (lambda: separable_parts([[1]], rank=2), ValueError, r"rank must be between 0 and 1, got 2"),
        (lambda: separable_parts([[1]], rank=0.5), TypeError, r"rank must be a whole number"),
    ],
)  # fmt: skip
def test_refusals(call, error, message):
    with pytest.raises(error, match=message):
        call()
