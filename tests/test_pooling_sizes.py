"""The sizes of poolings against PyTorch's."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional

from cnnlib import shapes

sizes = st.integers(1, 24)
steps = st.integers(1, 7)


@st.composite
def axes(draw):
    """Draw (input size, kernel size, stride, padding, dilation) of one axis."""
    kernel_size = draw(st.integers(1, 8))
    return draw(sizes), kernel_size, draw(steps), draw(st.integers(0, kernel_size // 2)), draw(steps)


def pytorch_sizes(size, kernel_size, *options):
    """Return PyTorch's output size, or None where it refuses."""
    try:
        return functional.max_pool2d(torch.empty(1, 1, *size, device="meta"), kernel_size, *options).shape[2:]
    except RuntimeError:
        return None


def misses(windows, m, k, s, p, d):
    """Whether a window has no tap in the input."""
    starts = range(-p, s * windows - p, s)
    return not all(any(0 <= start + d * u < m for u in range(k)) for start in starts)


@given(axes(), axes(), st.booleans())
def test_output_size_is_pytorchs(upright, across, ceil_mode):
    size, k, s, p, d = zip(upright, across)
    options = {"stride": s, "padding": p, "dilation": d, "ceil_mode": ceil_mode}
    right = pytorch_sizes(size, k, s, p, d, ceil_mode)
    if right is None:
        with pytest.raises(ValueError, match=r"more than the padded input|a window would hold padding alone"):
            shapes.pool2d_output_size(size, k, **options)
    elif any(misses(windows, *axis) for windows, axis in zip(right, (upright, across))):
        with pytest.raises(ValueError, match=r"dilation \d steps over the whole input (height|width) \d"):
            shapes.pool2d_output_size(size, k, **options)
    else:
        assert shapes.pool2d_output_size(size, k, **options) == tuple(right)


def test_stride_none_is_the_kernel_size():
    assert shapes.pool2d_output_size((9, 10), (3, 2)) == (3, 5)


@pytest.mark.parametrize(("size", "pooled"), [(55, 27), (27, 13), (13, 6)])
def test_alexnet(size, pooled):
    assert shapes.pool2d_output_size(size, 3, stride=2) == (pooled, pooled)


def test_a_kernel_that_ceil_mode_lets_in():
    with pytest.raises(ValueError, match=r"spans 3, more than the padded input height 2 \(2 \+ 0 \+ 0\)$"):
        shapes.pool2d_output_size(2, 3, stride=2)
    assert shapes.pool2d_output_size(2, 3, stride=2, ceil_mode=True) == (1, 1)


@pytest.mark.parametrize("size", [0, (3, -1)], ids=str)
def test_no_input(size):
    with pytest.raises(ValueError, match="pool2d_output_size: input_size must be at least 1"):
        shapes.pool2d_output_size(size, 2)
