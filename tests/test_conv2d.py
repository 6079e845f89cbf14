"""conv2d and conv2d_backward of every engine against PyTorch's own and autograd."""

import numpy as np
import pytest
import torch

from cnnlib.ops import loops, torch_ops, vectorized
from tests.cases import CASES, EMPTY, Case, name
from tests.engines import DEVICES, ENGINES, Engine, operators_of, pytorch, pytorch_gradients, tolerance

engines = pytest.mark.parametrize("engine", ENGINES)
cases = pytest.mark.parametrize("case", CASES, ids=name)
dtypes = pytest.mark.parametrize("dtype", ["float32", "float64"])


def expected(case, dtype="float64"):
    return pytorch(*map(torch.from_numpy, case.arrays(dtype)), **case.options).numpy()


@engines
@cases
@dtypes
def test_forward(engine, case, dtype):
    out = engine.conv2d(*case.arrays(dtype), **case.options)
    assert out.dtype == dtype
    np.testing.assert_allclose(out, expected(case, dtype), **tolerance(dtype))


@engines
@cases
@dtypes
def test_backward(engine, case, dtype):
    x, weight, _ = case.arrays(dtype)
    grad_output = np.sin(np.arange(expected(case).size)).reshape(expected(case).shape).astype(dtype)
    gradients = engine.conv2d_backward(grad_output, x, weight, **case.options)
    wanted = pytorch_gradients(grad_output, x, weight, **case.options)
    for gradient, right in zip(gradients, wanted, strict=True):
        assert gradient.dtype == dtype
        np.testing.assert_allclose(gradient, right, **tolerance(dtype))


WORKED = np.arange(9.0).reshape(1, 1, 3, 3), np.arange(4.0).reshape(1, 1, 2, 2)


@engines
@pytest.mark.parametrize(
    ("options", "right"),
    [
        ({}, [[19, 25], [37, 43]]),
        ({"padding": 1}, [[0, 3, 8, 4], [9, 19, 25, 10], [21, 37, 43, 16], [6, 7, 8, 0]]),
        ({"padding": 1, "stride": (3, 2)}, [[0, 8], [6, 8]]),
        ({"padding": "same"}, [[19, 25, 10], [37, 43, 16], [7, 8, 0]]),
    ],
    ids=str,
)
def test_worked_by_hand(engine, options, right):
    assert engine.conv2d(*WORKED, **options)[0, 0].tolist() == right


@engines
def test_without_bias_is_bias_zero(engine):
    x, weight, bias = CASES[0].arrays()
    without = engine.conv2d(x, weight, **CASES[0].options)
    np.testing.assert_array_equal(without, engine.conv2d(x, weight, 0 * bias, **CASES[0].options))


@engines
def test_empty_batch(engine):
    x, weight, bias = EMPTY.arrays()
    out = engine.conv2d(x, weight, bias, **EMPTY.options)
    assert out.shape == (0, 6, 7, 7)
    grad_x, grad_weight, grad_bias = engine.conv2d_backward(out, x, weight, **EMPTY.options)
    assert grad_x.shape == x.shape
    np.testing.assert_array_equal(grad_weight, np.zeros_like(weight))
    np.testing.assert_array_equal(grad_bias, np.zeros_like(bias))


@engines
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf], ids=str)
@pytest.mark.parametrize("place", ["x", "weight", "grad_output"])
@pytest.mark.parametrize("stride", [1, 2])
def test_not_finite_is_carried_as_pytorch_does(engine, value, place, stride):
    case = Case("not_finite", x=(2, 2, 9, 8), weight=(3, 2, 3, 2), options={"stride": stride})
    x, weight, _ = case.arrays()
    grad_output = np.ones((2, 3, 7, 7))[:, :, ::stride, ::stride].copy()
    weight[0, 0, 1, 1] = 0.0
    {"x": x, "weight": weight, "grad_output": grad_output}[place][1, 1, 1, 0] = value
    right = pytorch(torch.from_numpy(x), torch.from_numpy(weight), **case.options).numpy()
    np.testing.assert_allclose(engine.conv2d(x, weight, **case.options), right, rtol=1e-11)
    gradients = engine.conv2d_backward(grad_output, x, weight, **case.options)
    for gradient, wanted in zip(gradients, pytorch_gradients(grad_output, x, weight, **case.options)):
        np.testing.assert_allclose(gradient, wanted, rtol=1e-11, atol=1e-12)


@engines
def test_padding_is_real_zeros(engine):
    x, weight = np.ones((1, 1, 3, 3)), np.array([[np.inf, 1.0, 1.0]] * 3).reshape(1, 1, 3, 3)
    out = engine.conv2d(x, weight, padding=1)[0, 0]
    np.testing.assert_array_equal(out[1], [np.nan, np.inf, np.inf])


@engines
def test_padding_gives_no_gradient(engine):
    weight = np.array([[np.inf, 1.0, 1.0]] * 3).reshape(1, 1, 3, 3)
    x, grad_output = np.ones((1, 1, 3, 3)), np.ones((1, 1, 3, 3))
    grad_x, _, _ = engine.conv2d_backward(grad_output, x, weight, padding=1)
    np.testing.assert_array_equal(grad_x[0, 0, 1], [np.inf, np.inf, 6.0])


@engines
def test_any_memory_order(engine):
    case = Case("transposed", x=(6, 7, 4, 2), weight=(2, 3, 4, 6))
    x, weight, bias = (np.ascontiguousarray(a).T for a in case.arrays())
    bias = np.arange(12.0)[::2]
    if engine.device is None:
        x = x[:, :, ::-1]
    right = pytorch(*(torch.from_numpy(np.ascontiguousarray(a)) for a in (x, weight, bias))).numpy()
    np.testing.assert_allclose(engine.conv2d(x, weight, bias), right, rtol=1e-11)
    gradients = engine.conv2d_backward(right, x, weight)
    for gradient, wanted in zip(
        gradients, pytorch_gradients(right, *map(np.ascontiguousarray, (x, weight))), strict=True
    ):
        np.testing.assert_allclose(gradient, wanted, rtol=1e-10, atol=1e-10)


@engines
def test_arguments_are_left_as_they_were(engine):
    case = CASES[0]
    x, weight, bias = case.arrays()
    out = engine.conv2d(x, weight, bias, **case.options)
    kept = out.copy()
    engine.conv2d_backward(out, x, weight, **case.options)
    for array, original in zip((x, weight, bias, out), (*case.arrays(), kept)):
        np.testing.assert_array_equal(array, original)


@pytest.mark.parametrize("block_bytes", [1, 3_000, 9_000])
@pytest.mark.parametrize("module", [vectorized, torch_ops])
@pytest.mark.parametrize("options", [{"padding": 1}, {"stride": 2, "padding": "full", "groups": 2}], ids=str)
def test_blocks_of_any_size(monkeypatch, module, block_bytes, options):
    numpy_engine = module is vectorized
    sizes = block_bytes if numpy_engine else {"cpu": block_bytes, "cuda": block_bytes}
    monkeypatch.setattr(module.columns, "BLOCK_BYTES", sizes)
    engine = Engine(module, None if numpy_engine else "cpu")
    case = Case("blocks", x=(5, 4, 7, 6), weight=(6, 4 // options.get("groups", 1), 3, 2), options=options)
    x, weight, bias = case.arrays()
    out = engine.conv2d(x, weight, bias, **options)
    np.testing.assert_allclose(out, expected(case), rtol=1e-11, atol=1e-12)
    for gradient, right in zip(
        engine.conv2d_backward(out, x, weight, **options), loops.conv2d_backward(out, x, weight, **options)
    ):
        np.testing.assert_allclose(gradient, right, rtol=1e-11, atol=1e-11)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("case", [CASES[0], CASES[-1], *CASES[20:70:10]], ids=name)
def test_autograd_agrees_with_differences(device, case):
    arrays = [torch.from_numpy(a).to(device).requires_grad_() for a in case.arrays()]
    assert torch.autograd.gradcheck(lambda *a: torch_ops.conv2d(*a, **case.options), arrays)


@pytest.mark.parametrize("wanted", [0, 1, 2])
def test_autograd_of_one_argument(wanted):
    arrays = [torch.from_numpy(a) for a in CASES[0].arrays()]
    arrays[wanted].requires_grad_()
    torch_ops.conv2d(*arrays).sum().backward()
    assert [a.grad is not None for a in arrays] == [i == wanted for i in range(3)]


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize(("dtype", "rtol"), [(torch.float16, 4e-3), (torch.bfloat16, 3e-2)], ids=str)
def test_half_precision(device, dtype, rtol):
    arrays = [torch.from_numpy(a).to(device, dtype) for a in CASES[0].arrays()]
    out = torch_ops.conv2d(*arrays, padding=1)
    assert out.dtype == dtype
    right = pytorch(*(a.double() for a in arrays), padding=1)
    torch.testing.assert_close(out.double(), right, rtol=rtol, atol=10 * rtol)
    gradients = torch_ops.conv2d_backward(out, *arrays[:2], padding=1)
    doubles = [a.double().cpu().numpy() for a in (out, *arrays[:2])]
    for gradient, wanted in zip(gradients, pytorch_gradients(*doubles, padding=1)):
        assert gradient.dtype == dtype
        scale = np.abs(wanted).max()
        np.testing.assert_allclose(gradient.double().cpu(), wanted, rtol=rtol, atol=rtol * scale)


def test_torch_engine_uses_no_convolution_of_pytorch():
    x, weight, bias = (torch.from_numpy(a).requires_grad_() for a in CASES[0].arrays())
    used = operators_of(lambda: torch_ops.conv2d(x, weight, bias, padding=1).sum().backward())
    assert any("mm" in name for name in used)
    assert not [name for name in used if "conv" in name or "im2col" in name or "col2im" in name]
