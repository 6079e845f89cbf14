"""conv_transpose2d and conv_transpose2d_backward of every engine against PyTorch's own and autograd."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from cnnlib import shapes
from cnnlib.gradcheck import check_gradient
from cnnlib.ops import torch_ops, vectorized
from tests import cases as convolutions
from tests.engines import DEVICES, ENGINES, Engine, operators_of, tolerance
from tests.transpose_cases import CASES, EMPTY, TransposeCase, name

engines = pytest.mark.parametrize("engine", ENGINES)
cases = pytest.mark.parametrize("case", CASES, ids=name)
dtypes = pytest.mark.parametrize("dtype", ["float32", "float64"])
BY_NAME = {case.name: case for case in CASES}


def pytorch(x, weight, bias=None, *, padding=0, **options):
    """Compute the forward pass with PyTorch's own function; what it cannot cut off is cut off here."""
    if isinstance(padding, int) or isinstance(padding[0], int):
        return functional.conv_transpose2d(x, weight, bias, padding=padding, **options)
    dilation = options.get("dilation", 1)
    (top, bottom), (left, right) = shapes.resolve_padding(padding, tuple(weight.shape[2:]), dilation=dilation)
    whole = functional.conv_transpose2d(x, weight, bias, **options)
    return whole[:, :, top : whole.shape[2] - bottom, left : whole.shape[3] - right]


def expected(case, dtype="float64"):
    return pytorch(*map(torch.from_numpy, case.arrays(dtype)), **case.options).numpy()


def expected_gradients(grad_output, arrays, **options):
    arrays = [torch.from_numpy(a).requires_grad_() for a in arrays]
    out = pytorch(*arrays, **options)
    return [g.numpy() for g in torch.autograd.grad(out, arrays, torch.from_numpy(grad_output))]


def some_gradient(case, dtype="float64"):
    shape = expected(case).shape
    return np.sin(np.arange(np.prod(shape))).reshape(shape).astype(dtype)


@engines
@cases
@dtypes
def test_forward(engine, case, dtype):
    out = engine.call("conv_transpose2d", *case.arrays(dtype), **case.options)
    assert out.dtype == dtype
    np.testing.assert_allclose(out, expected(case, dtype), **tolerance(dtype))


@engines
@cases
@dtypes
def test_backward(engine, case, dtype):
    x, weight, bias = case.arrays(dtype)
    grad_output = some_gradient(case, dtype)
    gradients = engine.call("conv_transpose2d_backward", grad_output, x, weight, **case.options)
    wanted = expected_gradients(grad_output, (x, weight, bias), **case.options)
    for gradient, right in zip(gradients, wanted, strict=True):
        assert gradient.dtype == dtype
        np.testing.assert_allclose(gradient, right, **tolerance(dtype))


@cases
def test_output_size(case):
    options = {key: value for key, value in case.options.items() if key != "groups"}
    size = shapes.conv_transpose2d_output_size(case.x[2:], case.weight[2:], **options)
    assert size == expected(case).shape[2:]


@engines
@pytest.mark.parametrize("case", convolutions.CASES, ids=name)
def test_is_the_adjoint_of_conv2d(engine, case):
    x, weight, _ = case.arrays()
    out = engine.conv2d(x, weight, **case.options)
    y = np.cos(np.arange(out.size)).reshape(out.shape)
    options = {key: value for key, value in case.options.items() if key != "groups"}
    shorter = shapes.conv_transpose2d_output_size(y.shape[2:], weight.shape[2:], **options)
    rest = x.shape[2] - shorter[0], x.shape[3] - shorter[1]
    spread = engine.call("conv_transpose2d", y, weight, output_padding=rest, **case.options)
    assert spread.shape == x.shape
    np.testing.assert_allclose((out * y).sum(), (x * spread).sum(), rtol=1e-10, atol=1e-10)


WORKED = np.array([[[[1.0, 2.0], [3.0, 4.0]]]]), np.array([[[[1.0, 10.0], [100.0, 1000.0]]]])


@engines
@pytest.mark.parametrize(
    ("options", "right"),
    [
        ({}, [[1, 12, 20], [103, 1234, 2040], [300, 3400, 4000]]),
        ({"padding": 1}, [[1234]]),
        ({"padding": "same"}, [[1, 12], [103, 1234]]),
        (
            {"stride": 2},
            [[1, 10, 2, 20], [100, 1000, 200, 2000], [3, 30, 4, 40], [300, 3000, 400, 4000]],
        ),
        (
            {"stride": 2, "padding": 1, "output_padding": 1},
            [[1000, 200, 2000], [30, 4, 40], [3000, 400, 4000]],
        ),
        ({"stride": (1, 2), "padding": ((1, 0), (0, 2))}, [[103, 1030], [300, 3000]]),
    ],
    ids=str,
)
def test_worked_by_hand(engine, options, right):
    assert engine.call("conv_transpose2d", *WORKED, **options)[0, 0].tolist() == right


@engines
def test_bias_alone_reaches_the_output_padding(engine):
    x, weight = np.ones((1, 1, 2, 2)), np.ones((1, 2, 1, 1))
    out = engine.call("conv_transpose2d", x, weight, np.array([0.5, -1.0]), stride=3, output_padding=2)
    assert out.shape == (1, 2, 6, 6)
    assert out[0, 1, 0].tolist() == [0, -1, -1, 0, -1, -1]
    assert out[0, :, -1].tolist() == [[0.5] * 6, [-1.0] * 6]


@engines
def test_empty_batch(engine):
    x, weight, bias = EMPTY.arrays()
    out = engine.call("conv_transpose2d", x, weight, bias, **EMPTY.options)
    assert out.shape == (0, 2, 9, 6)
    grad_x, grad_weight, grad_bias = engine.call("conv_transpose2d_backward", out, x, weight, **EMPTY.options)
    assert grad_x.shape == x.shape
    np.testing.assert_array_equal(grad_weight, np.zeros_like(weight))
    np.testing.assert_array_equal(grad_bias, np.zeros_like(bias))


@engines
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf], ids=str)
@pytest.mark.parametrize("place", ["x", "weight", "grad_output"])
@pytest.mark.parametrize("stride", [1, 2])
def test_not_finite_is_carried_as_pytorch_does(engine, value, place, stride):
    case = TransposeCase("not_finite", x=(2, 2, 4, 3), weight=(2, 3, 3, 2), options={"stride": stride})
    x, weight, bias = case.arrays()
    grad_output = some_gradient(case)
    weight[0, 0, 1, 1] = 0.0
    {"x": x, "weight": weight, "grad_output": grad_output}[place][1, 1, 1, 0] = value
    right = pytorch(torch.from_numpy(x), torch.from_numpy(weight), **case.options).numpy()
    out = engine.call("conv_transpose2d", x, weight, **case.options)
    np.testing.assert_allclose(out, right, rtol=1e-11, atol=1e-12)
    gradients = engine.call("conv_transpose2d_backward", grad_output, x, weight, **case.options)
    for gradient, wanted in zip(
        gradients, expected_gradients(grad_output, (x, weight, bias), **case.options)
    ):
        np.testing.assert_allclose(gradient, wanted, rtol=1e-11, atol=1e-12)


@engines
def test_what_is_cut_off_is_a_real_zero_in_the_gradients(engine):
    x, grad_output = np.array([[[[np.inf, 1.0]]]]), np.ones((1, 1, 1, 2))
    gradients = engine.call(
        "conv_transpose2d_backward", grad_output, x, np.ones((1, 1, 1, 3)), padding=(0, 1)
    )
    assert gradients[0].tolist() == [[[[2, 2]]]]
    np.testing.assert_array_equal(gradients[1], [[[[np.nan, np.inf, np.inf]]]])


@engines
def test_any_memory_order(engine):
    case = TransposeCase("transposed", x=(4, 5, 4, 2), weight=(2, 3, 5, 4))
    x, weight, bias = (np.ascontiguousarray(a).T for a in case.arrays())
    bias = np.arange(10.0)[::2]
    if engine.device is None:
        x = x[:, :, ::-1]
    x, weight = x[:, :4], weight[:4]
    plain = [np.ascontiguousarray(a) for a in (x, weight, bias)]
    right = pytorch(*map(torch.from_numpy, plain)).numpy()
    np.testing.assert_allclose(engine.call("conv_transpose2d", x, weight, bias), right, rtol=1e-11)
    gradients = engine.call("conv_transpose2d_backward", right, x, weight)
    for gradient, wanted in zip(gradients, expected_gradients(right, plain), strict=True):
        np.testing.assert_allclose(gradient, wanted, rtol=1e-10, atol=1e-10)


@engines
@pytest.mark.parametrize("case", [CASES[0], BY_NAME["one_by_one"]], ids=name)
def test_arguments_are_left_as_they_were(engine, case):
    x, weight, bias = case.arrays()
    out = engine.call("conv_transpose2d", x, weight, bias, **case.options)
    kept = out.copy()
    engine.call("conv_transpose2d_backward", out, x, weight, **case.options)
    for array, original in zip((x, weight, bias, out), (*case.arrays(), kept)):
        np.testing.assert_array_equal(array, original)


@pytest.mark.parametrize("block_bytes", [1, 3_000])
@pytest.mark.parametrize("module", [vectorized, torch_ops])
@pytest.mark.parametrize(
    "options", [{"padding": 1}, {"stride": 2, "output_padding": 1, "groups": 2}], ids=str
)
def test_blocks_of_any_size(monkeypatch, module, block_bytes, options):
    sizes = block_bytes if module is vectorized else {"cpu": block_bytes, "cuda": block_bytes}
    monkeypatch.setattr(module.columns, "BLOCK_BYTES", sizes)
    engine = Engine(module, None if module is vectorized else "cpu")
    case = TransposeCase("blocks", x=(5, 4, 7, 6), options=options)
    x, weight, bias = case.arrays()
    out = engine.call("conv_transpose2d", x, weight, bias, **options)
    np.testing.assert_allclose(out, expected(case), rtol=1e-11, atol=1e-12)
    gradients = engine.call("conv_transpose2d_backward", out, x, weight, **options)
    for gradient, right in zip(gradients, expected_gradients(out, (x, weight, bias), **options)):
        np.testing.assert_allclose(gradient, right, rtol=1e-11, atol=1e-11)


@engines
@pytest.mark.parametrize(
    "options",
    [{"stride": 2, "padding": 1, "output_padding": (1, 0)}, {"dilation": (1, 2), "groups": 2}],
    ids=str,
)
def test_gradients_agree_with_differences(engine, options):
    case = TransposeCase("small", x=(1, 2, 3, 2), weight=(2, 2, 2, 3), options=options)
    arrays = case.arrays()
    grad_output = some_gradient(case)
    gradients = engine.call("conv_transpose2d_backward", grad_output, *arrays[:2], **options)
    for i, gradient in enumerate(gradients):

        def loss(array, i=i):
            given = [*arrays[:i], array, *arrays[i + 1 :]]
            return (engine.call("conv_transpose2d", *given, **options) * grad_output).sum()

        check_gradient(loss, arrays[i], gradient)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("case", [*CASES[:90:15], BY_NAME["more_than_two_strides"]], ids=name)
def test_autograd_agrees_with_differences(device, case):
    arrays = [torch.from_numpy(a).to(device).requires_grad_() for a in case.arrays()]
    assert torch.autograd.gradcheck(lambda *a: torch_ops.conv_transpose2d(*a, **case.options), arrays)


@pytest.mark.parametrize("wanted", [0, 1, 2])
def test_autograd_of_one_argument(wanted):
    arrays = [torch.from_numpy(a) for a in CASES[0].arrays()]
    arrays[wanted].requires_grad_()
    torch_ops.conv_transpose2d(*arrays).sum().backward()
    assert [a.grad is not None for a in arrays] == [i == wanted for i in range(3)]


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize(("dtype", "rtol"), [(torch.float16, 4e-3), (torch.bfloat16, 3e-2)], ids=str)
def test_half_precision(device, dtype, rtol):
    arrays = [torch.from_numpy(a).to(device, dtype) for a in CASES[0].arrays()]
    out = torch_ops.conv_transpose2d(*arrays, padding=1)
    doubles = [a.double().cpu() for a in arrays]
    right = pytorch(*doubles, padding=1)
    torch.testing.assert_close(out.double().cpu(), right, rtol=rtol, atol=10 * rtol)
    gradients = torch_ops.conv_transpose2d_backward(out, *arrays[:2], padding=1)
    wanted = expected_gradients(out.double().cpu().numpy(), [a.numpy() for a in doubles], padding=1)
    assert out.dtype == dtype
    for gradient, double in zip(gradients, wanted):
        assert gradient.dtype == dtype
        scale = np.abs(double).max()
        np.testing.assert_allclose(gradient.double().cpu(), double, rtol=rtol, atol=rtol * scale)


def test_torch_engine_uses_no_convolution_of_pytorch():
    arrays = [torch.from_numpy(a).requires_grad_() for a in CASES[0].arrays()]
    used = operators_of(lambda: torch_ops.conv_transpose2d(*arrays, padding=1).sum().backward())
    assert any("mm" in name for name in used)
    assert not [name for name in used if "conv" in name or "im2col" in name or "col2im" in name]
