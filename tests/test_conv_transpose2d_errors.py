"""Every engine refuses the same transposed convolutions with the same words."""

import re

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnlib import shapes
from cnnlib.ops import loops, torch_ops, vectorized
from tests.engines import ENGINES
from tests.transpose_cases import BAD_CASES, CASES, name

engines = pytest.mark.parametrize("engine", ENGINES)


def words(message, op="conv_transpose2d"):
    return f"^{re.escape(message.replace('{op}', op))}$"


@engines
@pytest.mark.parametrize("case", BAD_CASES, ids=name)
def test_forward(engine, case):
    with pytest.raises(case.error, match=words(case.message)) as refused:
        engine.call("conv_transpose2d", *case.arrays(), **case.options)
    assert type(refused.value) is case.error


@engines
@pytest.mark.parametrize("case", [c for c in BAD_CASES if "bias" not in c.name], ids=name)
def test_backward(engine, case):
    x, weight, _ = case.arrays()
    op = "conv_transpose2d_backward"
    with pytest.raises(case.error, match=words(case.message, op)):
        engine.call(op, np.ones((2, 6, 7, 5), x.dtype), x, weight, **case.options)


@engines
@pytest.mark.parametrize("shape", [(2, 2, 7, 4), (1, 2, 7, 5), (2, 2, 35), ()], ids=str)
def test_grad_output_of_a_wrong_shape(engine, shape):
    x, weight, _ = CASES[0].arrays()
    message = f"{{op}}: grad_output must have the shape of the output, (2, 2, 7, 5), but has shape {shape}"
    op = "conv_transpose2d_backward"
    with pytest.raises(ValueError, match=words(message, op)):
        engine.call(op, np.ones(shape), x, weight)


@pytest.mark.parametrize("module", [loops, vectorized])
def test_numpy_engines_take_arrays(module):
    with pytest.raises(TypeError, match=words("{op}: x must be a ndarray, but is a Tensor")):
        module.conv_transpose2d(torch.ones(1, 1, 1, 1), np.ones((1, 1, 1, 1)))


def test_tensors_on_two_devices():
    x, weight, bias = torch.ones(1, 1, 2, 2), torch.ones(1, 1, 2, 2, device="meta"), torch.ones(1)
    with pytest.raises(ValueError, match=words("{op}: weight is on meta but x is on cpu: move one of them")):
        torch_ops.conv_transpose2d(x, weight, bias)
    message = "{op}: grad_output is on meta but x is on cpu: move one of them"
    grad_output = torch.ones(1, 1, 3, 3, device="meta")
    with pytest.raises(ValueError, match=words(message, "conv_transpose2d_backward")):
        torch_ops.conv_transpose2d_backward(grad_output, x, x)


sizes, steps = st.integers(1, 12), st.integers(2, 6)


@given(sizes, sizes, steps, st.integers(1, 3))
def test_numbers_in_the_refusal_of_same_do_what_it_says(m, k, s, d):
    options = {"stride": s, "dilation": d}
    with pytest.raises(ValueError, match="needs stride 1") as refused:
        shapes.conv_transpose2d_output_size(m, k, padding="same", **options)
    found = re.search(r"padding=\(\((\d+), (\d+)\), .* output_padding=\((\d+), ", str(refused.value))
    before, after, more = map(int, found.groups())
    options |= {"padding": ((before, after), (before, after)), "output_padding": more}
    assert shapes.conv_transpose2d_output_size(m, k, **options) == (m * s, m * s)


@given(sizes, sizes, st.integers(1, 6), st.integers(0, 3), st.integers(0, 3), st.integers(1, 3))
def test_output_size_undoes_that_of_the_convolution(m, k, s, before, after, d):
    options = {"stride": s, "dilation": d, "padding": ((before, after), (before, after))}
    if d * (k - 1) + 1 > m + before + after:
        return
    windows = shapes.conv2d_output_size(m, k, **options)
    rest = (m + before + after - d * (k - 1) - 1) % s
    assert shapes.conv_transpose2d_output_size(windows, k, output_padding=rest, **options) == (m, m)
