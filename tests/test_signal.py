"""Convolution and cross-correlation against NumPy's and SciPy's, and the laws that the book states."""

import numpy as np
import pytest
import scipy.signal
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import ndimage

from cnnlib.signal import convolve, cross_correlate, flip, merge_kernels

MODES = ["full", "same", "valid"]
SHAPES = {
    "1-D": ((9,), (3,)),
    "1-D, even kernel": ((8,), (4,)),
    "1-D, one weight": ((5,), (1,)),
    "1-D, as long as the input": ((6,), (6,)),
    "2-D": ((7, 6), (3, 3)),
    "2-D, even by odd kernel": ((6, 9), (2, 5)),
    "2-D, row kernel": ((5, 5), (1, 4)),
    "3-D": ((5, 4, 6), (2, 3, 4)),
}
COUNT = np.arange(9).reshape(3, 3)
SMALL = np.array([[0, 1], [2, 3]])


def arrays(shapes, dtype=np.float64, seed=0):
    rng = np.random.default_rng(seed)
    return tuple(rng.normal(scale=4, size=shape).astype(dtype) for shape in shapes)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("shapes", SHAPES.values(), ids=SHAPES.keys())
def test_against_scipy(shapes, mode):
    x, kernel = arrays(shapes)
    expected = scipy.signal.convolve(x, kernel, mode, method="direct")
    np.testing.assert_allclose(convolve(x, kernel, mode=mode), expected, rtol=1e-12, atol=1e-12)
    expected = scipy.signal.correlate(x, kernel, mode, method="direct")
    np.testing.assert_allclose(cross_correlate(x, kernel, mode=mode), expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", range(1, 7))
def test_integers_are_exactly_numpys(size, mode):
    x, kernel = arrays([(7,), (size,)], np.int64)
    np.testing.assert_array_equal(convolve(x, kernel, mode=mode), np.convolve(x, kernel, mode))
    np.testing.assert_array_equal(cross_correlate(x, kernel, mode=mode), np.correlate(x, kernel, mode))


@pytest.mark.parametrize(
    ("boundary", "ndimages_name"), [("circular", "wrap"), ("reflect", "mirror"), ("zero", "constant")]
)
@pytest.mark.parametrize("shapes", [((9,), (3,)), ((7, 6), (3, 5)), ((4, 5, 6), (3, 1, 5))])
def test_boundaries_against_ndimage(shapes, boundary, ndimages_name):
    x, kernel = arrays(shapes)
    for ours, theirs in [(convolve, ndimage.convolve), (cross_correlate, ndimage.correlate)]:
        expected = theirs(x, kernel, mode=ndimages_name)
        actual = ours(x, kernel, mode="same", boundary=boundary)
        np.testing.assert_allclose(actual, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(("boundary", "first"), [("zero", 1), ("circular", 41), ("reflect", 21)])
def test_the_extra_place_of_an_even_kernel_lies_in_front(boundary, first):
    out = cross_correlate([1, 2, 3, 4], [10, 1], mode="same", boundary=boundary)
    assert out.tolist() == [first, 12, 23, 34]


def test_worked_by_hand():
    assert cross_correlate(COUNT, SMALL, mode="valid").tolist() == [[19, 25], [37, 43]]
    padded = [[0, 3, 8, 4], [9, 19, 25, 10], [21, 37, 43, 16], [6, 7, 8, 0]]
    assert cross_correlate(COUNT, SMALL, mode="full").tolist() == padded
    x, kernel = np.arange(1, 17).reshape(4, 4), [[-1, 1], [0, 1]]
    assert cross_correlate(x, kernel, mode="valid").tolist() == [[7, 8, 9], [11, 12, 13], [15, 16, 17]]
    assert convolve(x, kernel, mode="valid").tolist() == [[0, 1, 2], [4, 5, 6], [8, 9, 10]]


integers = st.integers(-50, 50)
signals = hnp.arrays(np.int64, hnp.array_shapes(min_dims=1, max_dims=2, max_side=5), elements=integers)
rows = hnp.arrays(np.int64, st.integers(1, 6), elements=integers)


@given(rows, rows, rows)
def test_convolution_commutes_associates_and_distributes(f, g, h):
    np.testing.assert_array_equal(convolve(f, g), convolve(g, f))
    np.testing.assert_array_equal(convolve(convolve(f, g), h), convolve(f, convolve(g, h)))
    longer, shorter = np.pad(g, (0, h.size)), np.pad(h, (0, g.size))
    np.testing.assert_array_equal(convolve(f, longer + shorter), convolve(f, longer) + convolve(f, shorter))


@given(signals, st.data())
def test_cross_correlation_reverses_when_its_arguments_swap(x, data):
    shape = data.draw(hnp.array_shapes(min_dims=x.ndim, max_dims=x.ndim, max_side=4))
    kernel = data.draw(hnp.arrays(np.int64, shape, elements=integers))
    np.testing.assert_array_equal(cross_correlate(x, kernel), flip(cross_correlate(kernel, x)))
    np.testing.assert_array_equal(convolve(x, kernel), cross_correlate(x, flip(kernel)))


@given(rows, rows, st.integers(-7, 7))
def test_circular_convolution_is_shift_equivariant(x, kernel, shift):
    shifted_first = convolve(np.roll(x, shift), kernel, mode="same", boundary="circular")
    shifted_last = np.roll(convolve(x, kernel, mode="same", boundary="circular"), shift)
    np.testing.assert_array_equal(shifted_first, shifted_last)


def test_circular_convolution_commutes_for_equal_sizes():
    f, g = arrays([(6,), (6,)], np.int64)
    circular = {"mode": "same", "boundary": "circular"}
    np.testing.assert_array_equal(convolve(f, g, **circular), convolve(g, f, **circular))


def test_valid_convolution_does_not_commute():
    with pytest.raises(ValueError, match="must fit into the input"):
        convolve([1, 2], [1, 2, 3], mode="valid")


@pytest.mark.parametrize("operation", [convolve, cross_correlate])
def test_merged_kernels_do_the_work_of_both(operation):
    x, first, second = arrays([(9, 8), (3, 3), (2, 3)], np.int64)
    twice = operation(operation(x, first, mode="valid"), second, mode="valid")
    np.testing.assert_array_equal(operation(x, merge_kernels(first, second), mode="valid"), twice)


def test_merging_one_kernel_returns_its_copy():
    kernel = np.ones((2, 2))
    merged = merge_kernels(kernel)
    merged[0, 0] = 9
    assert kernel[0, 0] == 1


def test_complex_kernels_are_not_conjugated():
    assert cross_correlate([1j, 2], [1j], mode="valid").tolist() == [-1, 2j]


@pytest.mark.parametrize(
    ("x_dtype", "kernel_dtype", "expected"),
    [
        (bool, bool, np.int64),
        (np.uint8, np.int8, np.int64),
        (np.float32, np.float32, np.float32),
        (np.float32, np.float64, np.float64),
        (np.float16, np.float16, np.float16),
        (np.float64, np.complex64, np.complex128),
    ],
)
def test_dtypes(x_dtype, kernel_dtype, expected):
    x, kernel = np.ones(3, x_dtype), np.ones(2, kernel_dtype)
    for operation in (convolve, cross_correlate):
        assert operation(x, kernel).dtype == expected


def test_bytes_do_not_wrap_around():
    assert convolve(np.array([200, 200], np.uint8), np.array([2], np.uint8)).tolist() == [400, 400]


def test_nan_and_infinity_are_carried_through():
    out = convolve([1.0, np.nan, 1, 1, 1, np.inf], [1.0, 1.0], mode="valid")
    np.testing.assert_array_equal(out, [np.nan, np.nan, 2, 2, np.inf])


def test_undefined_sums_are_nan_without_a_warning():
    zero_times_infinity = convolve([1.0, np.inf, 2.0], [0.0, 1.0], mode="valid")
    np.testing.assert_array_equal(zero_times_infinity, [np.nan, np.inf])
    np.testing.assert_array_equal(convolve([np.inf, -np.inf], [1.0, 1.0], mode="valid"), [np.nan])
    np.testing.assert_array_equal(convolve([1e308], [10.0]), [np.inf])


def test_inputs_are_left_alone():
    x, kernel = arrays([(5, 5), (2, 2)])
    before = x.copy(), kernel.copy()
    convolve(x, kernel, mode="valid")[:] = 0
    flip(kernel)[:] = 0
    np.testing.assert_array_equal(x, before[0])
    np.testing.assert_array_equal(kernel, before[1])


def test_a_kernel_may_wrap_around_a_short_circle():
    assert cross_correlate([1, 10], [1, 1, 1, 1, 1], mode="same", boundary="circular").tolist() == [23, 32]


@pytest.mark.parametrize("operation", [convolve, cross_correlate])
@pytest.mark.parametrize(
    ("x", "kernel", "options", "error", "message"),
    [
        ([[1, 2]], [1], {}, ValueError, r"same number of axes, at least one, got shapes \(1, 2\) and \(1,\)"),
        (3, 4, {}, ValueError, r"same number of axes, at least one, got shapes \(\) and \(\)"),
        ([], [1], {}, ValueError, r"x must not be empty, got shape \(0,\)"),
        ([1], [[]], {}, ValueError, r"kernel must not be empty, got shape \(1, 0\)"),
        (["a"], [1], {}, TypeError, r"x must hold numbers, got dtype <U1"),
        ([1], [None], {}, TypeError, r"kernel must hold numbers, got dtype object"),
        ([[1, 2], [3]], [1], {}, ValueError, r"x must be a rectangular array of numbers"),
        ([1, 2], [1, 2, 3], {"mode": "valid"}, ValueError, r"kernel shape \(3,\) and input shape \(2,\)"),
        ([1], [1], {"mode": "Full"}, ValueError, r"mode must be one of 'full', 'same', 'valid', got 'Full'"),
        ([1], [1], {"boundary": "wrap"}, ValueError, r"boundary must be one of 'zero', .* got 'wrap'"),
        ([1], [1], {"boundary": "circular"}, ValueError, r"'circular' .* needs mode='same', got 'full'"),
        ([1], [1], {"mode": "valid", "boundary": "reflect"}, ValueError, r"needs mode='same', got 'valid'"),
        ([1, 2], [1] * 5, {"mode": "same", "boundary": "reflect"}, ValueError, r"'reflect' needs"),
        ([2**62], [1, 1, 1], {}, ValueError, r"may reach 13835058055282163712, beyond int64"),
        (np.array([2**63], np.uint64), [1], {}, ValueError, r"x holds integers beyond int64"),
    ],
)  # fmt: skip
def test_refusals(operation, x, kernel, options, error, message):
    with pytest.raises(error, match=f"^{operation.__name__}: .*{message}"):
        operation(x, kernel, **options)


def test_merging_nothing_is_refused():
    with pytest.raises(ValueError, match="merge_kernels: at least one kernel is needed"):
        merge_kernels()
