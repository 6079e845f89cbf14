"""Every engine refuses the same calls with the same words."""

import re

import numpy as np
import pytest
import torch

from cnnlib.ops import loops, torch_ops, vectorized
from tests.cases import BAD_CASES, CASES, name
from tests.engines import ENGINES, no_gpu

engines = pytest.mark.parametrize("engine", ENGINES)
bad_cases = pytest.mark.parametrize("case", BAD_CASES, ids=name)


def words(message):
    return f"^{re.escape(message)}$"


@engines
@bad_cases
def test_forward(engine, case):
    with pytest.raises(case.error, match=words(case.message)) as refused:
        engine.conv2d(*case.arrays(), **case.options)
    assert type(refused.value) is case.error


@engines
@pytest.mark.parametrize("case", [c for c in BAD_CASES if "bias" not in c.name], ids=name)
def test_backward(engine, case):
    x, weight, _ = case.arrays()
    message = case.message.replace("conv2d:", "conv2d_backward:")
    with pytest.raises(case.error, match=words(message)):
        engine.conv2d_backward(np.ones((2, 6, 5, 5), x.dtype), x, weight, **case.options)


@engines
@pytest.mark.parametrize("shape", [(2, 4, 5, 4), (1, 4, 5, 5), (2, 4, 25), ()], ids=str)
def test_grad_output_of_a_wrong_shape(engine, shape):
    x, weight, _ = CASES[0].arrays()
    message = (
        f"conv2d_backward: grad_output must have the shape of the output, (2, 4, 5, 5), but has shape {shape}"
    )
    with pytest.raises(ValueError, match=words(message)):
        engine.conv2d_backward(np.ones(shape), x, weight)


@engines
def test_grad_output_of_another_dtype(engine):
    x, weight, _ = CASES[0].arrays()
    message = "conv2d_backward: grad_output has dtype float32 but x has dtype float64: convert one of them"
    with pytest.raises(TypeError, match=words(message)):
        engine.conv2d_backward(np.ones((2, 4, 5, 5), "float32"), x, weight)


@pytest.mark.parametrize("module", [loops, vectorized])
@pytest.mark.parametrize("value", [[[1.0]], torch.ones(1, 1, 1, 1), 3.0], ids=["list", "Tensor", "float"])
def test_numpy_engines_take_arrays(module, value):
    message = f"conv2d: x must be a ndarray, but is a {type(value).__name__}"
    with pytest.raises(TypeError, match=words(message)):
        module.conv2d(value, np.ones((1, 1, 1, 1)))


def test_torch_engine_takes_tensors():
    with pytest.raises(TypeError, match=words("conv2d: weight must be a Tensor, but is a ndarray")):
        torch_ops.conv2d(torch.ones(1, 1, 1, 1), np.ones((1, 1, 1, 1)))


@pytest.mark.parametrize("module", [loops, vectorized])
@pytest.mark.parametrize("dtype", ["float16", "complex128", "bool", ">f4"])
def test_numpy_engines_refuse_other_dtypes(module, dtype):
    message = f"conv2d: x has dtype {np.dtype(dtype)} (expected float32 or float64)"
    with pytest.raises(TypeError, match=re.escape(message)):
        module.conv2d(np.ones((1, 1, 1, 1), dtype), np.ones((1, 1, 1, 1), dtype))


@engines
@pytest.mark.parametrize("stride", [2.0, np.float64(1), np.True_, "2", (1, None)], ids=repr)
def test_only_whole_numbers_are_whole(engine, stride):
    x, weight, _ = CASES[0].arrays()
    with pytest.raises(TypeError, match="stride must be a whole number or a"):
        engine.conv2d(x, weight, stride=stride)


@engines
def test_integers_of_numpy_are_whole(engine):
    x, weight, _ = CASES[0].arrays()
    out = engine.conv2d(x, weight, stride=np.int64(2), padding=[np.uint8(1), 1])
    np.testing.assert_array_equal(out, engine.conv2d(x, weight, stride=2, padding=1))


def test_tensors_on_two_devices():
    x, weight, bias = torch.ones(1, 1, 2, 2), torch.ones(1, 1, 2, 2, device="meta"), torch.ones(1)
    with pytest.raises(
        ValueError, match=words("conv2d: weight is on meta but x is on cpu: move one of them")
    ):
        torch_ops.conv2d(x, weight, bias)
    message = "conv2d_backward: grad_output is on meta but x is on cpu: move one of them"
    with pytest.raises(ValueError, match=words(message)):
        torch_ops.conv2d_backward(torch.ones(1, 1, 1, 1, device="meta"), x, x)


@pytest.mark.cuda
@no_gpu
def test_bias_on_another_device():
    x = torch.ones(1, 1, 2, 2, device="cuda")
    with pytest.raises(
        ValueError, match=words("conv2d: bias is on cpu but x is on cuda:0: move one of them")
    ):
        torch_ops.conv2d(x, x, torch.ones(1))
