"""The gradients of the poolings against differences; autograd and half precision in torch."""

import numpy as np
import pytest
import torch
from torch.nn import functional
from torch.utils._python_dispatch import TorchDispatchMode

from cnnlib.gradcheck import check_gradient
from cnnlib.ops import torch_ops
from tests.engines import ENGINES, no_gpu

engines = pytest.mark.parametrize("engine", ENGINES)
DEVICES = [pytest.param("cpu"), pytest.param("cuda", marks=[pytest.mark.cuda, no_gpu])]
devices = pytest.mark.parametrize("device", DEVICES)
OVERLAPPING = {"stride": (2, 1), "ceil_mode": True}
CALLS = {
    "max": ("max_pool2d", (3,), OVERLAPPING | {"padding": 1, "dilation": (1, 2)}),
    "average": ("avg_pool2d", ((3, 2),), OVERLAPPING | {"padding": 1}),
    "average-inside": ("avg_pool2d", (3,), OVERLAPPING | {"padding": 1, "count_include_pad": False}),
    "average-divided": ("avg_pool2d", (2,), {"divisor_override": 3}),
    "norm-1": ("lp_pool2d", (1, 2), OVERLAPPING),
    "norm-2": ("lp_pool2d", (2, (3, 2)), OVERLAPPING),
    "norm-2.5": ("lp_pool2d", (2.5, 3), OVERLAPPING),
}
calls = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)


def apart():
    """Return x, all positive, with no two elements so near that a difference changes the maximum."""
    return np.random.default_rng(0).permutation(84).reshape(2, 1, 6, 7) / 20 + 0.5


def forward(engine, x, call):
    """Return the output alone."""
    pooling, arguments, options = call
    result = engine.call(pooling, x, *arguments, **options)
    return result[0] if pooling == "max_pool2d" else result


def backward(engine, grad_output, x, call):
    """Return the gradient of the input."""
    pooling, arguments, options = call
    if pooling == "max_pool2d":
        _, indices = engine.call(pooling, x, *arguments, **options)
        return engine.call("max_pool2d_backward", grad_output, indices, x.shape)
    about_x = x.shape if pooling == "avg_pool2d" else x
    return engine.call(f"{pooling}_backward", grad_output, about_x, *arguments, **options)


@engines
@calls
def test_gradient_agrees_with_differences(engine, call):
    x = apart()
    shape = forward(engine, x, call).shape
    weights = np.cos(np.arange(np.prod(shape)))
    gradient = backward(engine, weights.reshape(shape), x, call)
    check_gradient(lambda probe: weights @ forward(engine, probe, call).ravel(), x, gradient, atol=1e-7)


@devices
@calls
def test_autograd_agrees_with_differences(device, call):
    pooling, arguments, options = call
    x = torch.from_numpy(apart()).to(device).requires_grad_()
    assert torch.autograd.gradcheck(lambda x: getattr(torch_ops, pooling)(x, *arguments, **options), x)


@devices
def test_indices_have_no_gradient(device):
    x = torch.from_numpy(apart()).to(device).requires_grad_()
    out, indices = torch_ops.max_pool2d(x, 2)
    assert out.requires_grad
    assert not indices.requires_grad


@devices
@pytest.mark.parametrize(("dtype", "rtol"), [(torch.float16, 1e-3), (torch.bfloat16, 8e-3)], ids=str)
@calls
def test_half_precision_is_rounded_once(device, dtype, rtol, call):
    pooling, arguments, options = call
    x = torch.from_numpy(apart()).to(device, dtype).requires_grad_()
    double = x.detach().cpu().double().requires_grad_()
    results = getattr(torch_ops, pooling)(x, *arguments, **options)
    out = results[0] if isinstance(results, tuple) else results
    right = getattr(functional, pooling)(double, *arguments, **options)
    assert out.dtype == dtype
    torch.testing.assert_close(out.cpu().double(), right, rtol=rtol, atol=0)
    grad_output = torch.linspace(0.5, 2, out.numel()).reshape(out.shape).to(device, dtype)
    (grad_x,) = torch.autograd.grad(out, x, grad_output)
    (wanted,) = torch.autograd.grad(right, double, grad_output.cpu().double())
    assert grad_x.dtype == dtype
    torch.testing.assert_close(grad_x.cpu().double(), wanted, rtol=rtol, atol=0)


@devices
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16], ids=str)
def test_half_precision_is_summed_in_single(device, dtype):
    x = torch.ones(1, 1, 64, 64, device=device, dtype=dtype)
    assert torch_ops.avg_pool2d(x, 64).item() == 1
    assert torch_ops.lp_pool2d(x, 2, 64).item() == 64
    indices = torch.zeros(1, 1, 64, 64, device=device, dtype=torch.int64)
    assert torch_ops.max_pool2d_backward(x, indices, (1, 1, 1, 1)).item() == 4096


class _Recorder(TorchDispatchMode):
    def __init__(self):
        super().__init__()
        self.names = set()

    def __torch_dispatch__(self, function, types, arguments=(), keywords=None):
        self.names.add(function.name())
        return function(*arguments, **(keywords or {}))


def test_torch_engine_uses_no_pooling_of_pytorch():
    x = torch.from_numpy(apart()).requires_grad_()
    with _Recorder() as recorder:
        for pooling, arguments, options in CALLS.values():
            results = getattr(torch_ops, pooling)(x, *arguments, **options)
            (results[0] if isinstance(results, tuple) else results).sum().backward()
    assert any("scatter_add" in used for used in recorder.names)
    assert not [used for used in recorder.names if "pool" in used]
