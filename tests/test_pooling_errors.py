"""Every engine refuses the same poolings with the same words."""

import re

import numpy as np
import pytest
import torch

from cnnlib.ops import loops, torch_ops, vectorized
from tests.engines import ENGINES
from tests.pool_cases import BAD_CASES, BAD_NORMS, CONVERT

engines = pytest.mark.parametrize("engine", ENGINES)
bad_calls = pytest.mark.parametrize(
    ("case", "pooling"),
    [
        pytest.param(case, pooling, id=f"{case.name}-{pooling}")
        for case in BAD_CASES
        for pooling in case.poolings
    ],
)
NORM = {"lp_pool2d": [2]}
INDICES = np.zeros((2, 3, 3, 3), np.int64)
SHAPE = (2, 3, 7, 6)


def words(message):
    return f"^{re.escape(message)}$"


@engines
@bad_calls
def test_forward(engine, case, pooling):
    x, norm = np.ones(case.x, case.dtype), NORM.get(pooling, [])
    with pytest.raises(case.error, match=words(case.message.format(op=pooling))) as refused:
        engine.call(pooling, x, *norm, case.kernel_size, **case.options)
    assert type(refused.value) is case.error


@engines
@pytest.mark.parametrize("case", [c for c in BAD_CASES if "lp_pool2d" in c.poolings], ids=lambda c: c.name)
def test_lp_backward(engine, case):
    x = np.ones(case.x, case.dtype)
    message = case.message.format(op="lp_pool2d_backward")
    with pytest.raises(case.error, match=words(message)):
        engine.call("lp_pool2d_backward", np.ones((2, 3, 3, 3)), x, 2, case.kernel_size, **case.options)


WINDOWS = [c for c in BAD_CASES if "avg_pool2d" in c.poolings and not c.message.startswith("{op}: x ")]


@engines
@pytest.mark.parametrize("case", WINDOWS, ids=lambda c: c.name)
def test_avg_backward(engine, case):
    message = case.message.format(op="avg_pool2d_backward")
    with pytest.raises(case.error, match=words(message)):
        engine.call("avg_pool2d_backward", np.ones((2, 3, 3, 3)), case.x, case.kernel_size, **case.options)


@engines
@pytest.mark.parametrize("norm", BAD_NORMS, ids=repr)
def test_norms(engine, norm):
    error, message = BAD_NORMS[norm]
    with pytest.raises(error, match=words(f"lp_pool2d: {message}")):
        engine.call("lp_pool2d", np.ones(SHAPE), norm, 2)
    with pytest.raises(error, match=words(f"lp_pool2d_backward: {message}")):
        engine.call("lp_pool2d_backward", np.ones((2, 3, 3, 3)), np.ones(SHAPE), norm, 2)


FOUR = "(batch, channels, height, width)"
BAD_SHAPES = [
    (None, TypeError, "input_shape must be a tuple of whole numbers, but is None"),
    ((2, 3, 7.0, 6), TypeError, "input_shape must be a tuple of whole numbers, but is (2, 3, 7.0, 6)"),
    ((2, 3, 7), ValueError, f"input_shape must have 4 axes {FOUR}, but is (2, 3, 7)"),
    ((2, 3, -7, 6), ValueError, "input_shape must be at least 0, but is (2, 3, -7, 6)"),
    ((2, 3, 0, 6), ValueError, "input_shape is (2, 3, 0, 6): only the batch may be empty"),
]


@engines
@pytest.mark.parametrize(("shape", "error", "message"), BAD_SHAPES, ids=lambda value: str(value)[:24])
def test_input_shapes(engine, shape, error, message):
    delta = np.ones((2, 3, 3, 3))
    with pytest.raises(error, match=words(f"max_pool2d_backward: {message}")):
        engine.call("max_pool2d_backward", delta, INDICES, shape)
    with pytest.raises(error, match=words(f"avg_pool2d_backward: {message}")):
        engine.call("avg_pool2d_backward", delta, shape, 2)


@engines
@pytest.mark.parametrize("shape", [(2, 3, 3, 4), (1, 3, 3, 3), (2, 3, 9), ()], ids=str)
def test_grad_output_of_a_wrong_shape(engine, shape):
    delta = np.ones(shape)
    message = f"grad_output must have the shape of the output, (2, 3, 3, 3), but has shape {shape}"
    with pytest.raises(ValueError, match=words(f"avg_pool2d_backward: {message}")):
        engine.call("avg_pool2d_backward", delta, SHAPE, 2)
    with pytest.raises(ValueError, match=words(f"lp_pool2d_backward: {message}")):
        engine.call("lp_pool2d_backward", delta, np.ones(SHAPE), 2, 2)


@engines
@pytest.mark.parametrize("shape", [(1, 3, 3, 3), (2, 2, 3, 3), (2, 3, 9)], ids=str)
def test_grad_output_that_fits_no_input(engine, shape):
    message = (
        "max_pool2d_backward: grad_output must have shape (2, 3, output_height, output_width), as "
        f"input_shape (2, 3, 7, 6) asks for, but has shape {shape}"
    )
    with pytest.raises(ValueError, match=words(message)):
        engine.call("max_pool2d_backward", np.ones(shape), np.zeros(shape, np.int64), SHAPE)


@engines
def test_grad_output_of_another_kind(engine):
    integers = np.ones((2, 3, 3, 3), np.int64)
    message = f"grad_output has dtype int64 {CONVERT} PyTorch".replace("x.", "grad_output.")
    with pytest.raises(TypeError, match=words(f"max_pool2d_backward: {message}")):
        engine.call("max_pool2d_backward", integers, INDICES, SHAPE)
    with pytest.raises(TypeError, match=words(f"avg_pool2d_backward: {message}")):
        engine.call("avg_pool2d_backward", integers, SHAPE, 2)
    message = "lp_pool2d_backward: grad_output has dtype float32 but x has dtype float64: convert one of them"
    with pytest.raises(TypeError, match=words(message)):
        engine.call("lp_pool2d_backward", np.ones((2, 3, 3, 3), "float32"), np.ones(SHAPE), 2, 2)


@engines
@pytest.mark.parametrize("index", [-1, 42, 2**62, -(2**63)])
def test_indices_out_of_the_plane(engine, index):
    indices = INDICES.copy()
    indices[1, 2, 0, 1] = index
    message = (
        "max_pool2d_backward: indices must lie between 0 and 41, as input_shape (2, 3, 7, 6) asks for, "
        f"but one is {index}"
    )
    with pytest.raises(ValueError, match=words(message)):
        engine.call("max_pool2d_backward", np.ones(indices.shape), indices, SHAPE)


@engines
def test_indices_of_a_wrong_shape(engine):
    message = "max_pool2d_backward: indices must have the shape of grad_output, (2, 3, 3, 3), but has shape "
    with pytest.raises(ValueError, match=words(f"{message}(2, 3, 3, 2)")):
        engine.call("max_pool2d_backward", np.ones((2, 3, 3, 3)), INDICES[..., :2], SHAPE)


@engines
@pytest.mark.parametrize("dtype", ["int32", "float64", "uint8"])
def test_indices_of_a_wrong_dtype(engine, dtype):
    message = f"indices has dtype {dtype} (expected int64, as max_pool2d returns them)"
    with pytest.raises(TypeError, match=words(f"max_pool2d_backward: {message}")):
        engine.call("max_pool2d_backward", np.ones((2, 3, 3, 3)), INDICES.astype(dtype), SHAPE)


@pytest.mark.parametrize("module", [loops, vectorized])
@pytest.mark.parametrize("pooling", ["max_pool2d", "avg_pool2d", "lp_pool2d"])
@pytest.mark.parametrize("value", [[[1.0]], torch.ones(1, 1, 2, 2)], ids=["list", "Tensor"])
def test_numpy_engines_take_arrays(module, pooling, value):
    message = f"{pooling}: x must be a ndarray, but is a {type(value).__name__}"
    with pytest.raises(TypeError, match=words(message)):
        getattr(module, pooling)(value, *NORM.get(pooling, []), 2)


def test_torch_engine_takes_tensors():
    delta = torch.ones(2, 3, 3, 3)
    with pytest.raises(TypeError, match=words("avg_pool2d: x must be a Tensor, but is a ndarray")):
        torch_ops.avg_pool2d(np.ones(SHAPE), 2)
    message = "max_pool2d_backward: indices must be a Tensor, but is a ndarray"
    with pytest.raises(TypeError, match=words(message)):
        torch_ops.max_pool2d_backward(delta, INDICES, SHAPE)


def test_tensors_on_two_devices():
    delta = torch.ones(2, 3, 3, 3, device="meta")
    message = "lp_pool2d_backward: grad_output is on meta but x is on cpu: move one of them"
    with pytest.raises(ValueError, match=words(message)):
        torch_ops.lp_pool2d_backward(delta, torch.ones(SHAPE), 2, 2)
    message = "max_pool2d_backward: indices is on cpu but grad_output is on meta: move one of them"
    with pytest.raises(ValueError, match=words(message)):
        torch_ops.max_pool2d_backward(delta, torch.from_numpy(INDICES), SHAPE)
