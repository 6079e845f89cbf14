"""A network and its twin in PyTorch compute the same numbers, and it comes back the same."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.utils.parametrizations import weight_norm

from cnnlib import layers
from cnnlib.models import c3_connections, lenet5, lenet5_published, small_alexnet
from cnnlib.models.pytorch import from_torch, to_torch
from cnnlib.models.rbf import RadialBasis
from cnnlib.ops import torch_ops

TABLE = c3_connections()
SMALL = {
    "conv": (
        layers.Conv2d(2, 4, (3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2), groups=2),
        (2, 9, 8),
    ),
    "conv-asymmetric": (layers.Conv2d(2, 3, 3, padding=((0, 2), (1, 0)), bias=False), (2, 6, 5)),
    "conv-full": (layers.Conv2d(2, 3, 3, padding="full"), (2, 6, 5)),
    "conv-even-same": (layers.Conv2d(2, 3, 2, padding="same"), (2, 6, 5)),
    "conv-table": (layers.Conv2d(6, 16, 3, connections=TABLE), (6, 6, 5)),
    "max": (layers.MaxPool2d(3, stride=2, padding=1, dilation=2, ceil_mode=True), (2, 9, 8)),
    "avg": (layers.AvgPool2d(3, stride=2, padding=1, count_include_pad=False, ceil_mode=True), (2, 9, 8)),
    "avg-divisor": (layers.AvgPool2d(2, divisor_override=3), (2, 6, 6)),
    "lp": (layers.LpPool2d(2, 3, stride=2, ceil_mode=True), (2, 8, 7)),
    "subsampling": (layers.Subsampling(2, 2, init="lecun_normal"), (2, 6, 6)),
    "lrn": (layers.LocalResponseNorm(5, alpha=0.3, beta=0.6, k=1.5), (7, 3, 3)),
    "batch-norm": (layers.BatchNorm2d(3, momentum=0.3), (3, 4, 4)),
    "sigmoid": (layers.Sigmoid(), (3, 2, 2)),
    "tanh": (layers.Tanh(), (3, 2, 2)),
    "scaled-tanh": (layers.ScaledTanh(amplitude=1.3, slope=0.4), (3, 2, 2)),
    "rbf": (layers.Sequential(flatten=layers.Flatten(), rbf=RadialBasis(np.eye(3, 4))), (1, 2, 2)),
    "nested": (
        layers.Sequential(layers.Sequential(layers.ReLU(), layers.Flatten()), layers.Linear(4, 2)),
        (1, 2, 2),
    ),
}
NETWORKS = {
    "lenet5": (lenet5(), (1, 28, 28)),
    "lenet5-tanh-avg": (lenet5(padding=0, activation="tanh", pooling="avg"), (1, 32, 32)),
    "lenet5-published": (lenet5_published(), (1, 32, 32)),
    "small-alexnet": (small_alexnet(dropout=0), (3, 32, 32)),
}


def assert_same_numbers(model, module, shape, dtype):
    """Compare outputs, and the gradients of everything, for one random batch."""
    rng = np.random.default_rng(1)
    x = rng.standard_normal((3, *shape)).astype(dtype)
    x_torch = torch.from_numpy(x.copy()).requires_grad_()
    out, right = model(x), module(x_torch)
    delta = rng.standard_normal(out.shape).astype(dtype)
    right.backward(torch.from_numpy(delta))
    tolerance = {"rtol": 1e-9, "atol": 1e-10} if dtype == "float64" else {"rtol": 1e-4, "atol": 1e-5}
    np.testing.assert_allclose(out, right.detach().numpy(), **tolerance)
    np.testing.assert_allclose(model.backward(delta), x_torch.grad.numpy(), **tolerance)
    gradients = {name: parameter.grad.numpy() for name, parameter in module.named_parameters()}
    assert set(gradients) == set(model.gradients)
    for name, gradient in model.gradients.items():
        np.testing.assert_allclose(gradient, gradients[name], **tolerance, err_msg=name)


@pytest.mark.parametrize("name", [*SMALL, *NETWORKS])
def test_to_torch(name):
    model, shape = (SMALL | NETWORKS)[name]
    model.to(dtype="float64")
    assert_same_numbers(model, to_torch(model), shape, "float64")


@pytest.mark.parametrize("name", [*SMALL, *NETWORKS])
def test_there_and_back(name):
    model, shape = (SMALL | NETWORKS)[name]
    back = from_torch(to_torch(model))
    assert list(map(type, back.walk())) == list(map(type, model.walk()))
    assert list(back.children) == list(model.children)
    x = np.random.default_rng(2).standard_normal((2, *shape)).astype(model_dtype(model))
    np.testing.assert_allclose(back(x), model(x), rtol=1e-6, atol=1e-6)
    for key, value in model.parameters.items():
        np.testing.assert_array_equal(back.parameters[key], value)


def model_dtype(model):
    """Return the dtype of the weights, or float32 where there are none."""
    arrays = {**model.parameters, **model.buffers}
    return next((str(array.dtype) for array in arrays.values()), "float32")


def test_evaluation_and_running_statistics_go_along():
    model = layers.Sequential(norm=layers.BatchNorm2d(2), drop=layers.Dropout(0.5)).eval()
    model.train()
    model(np.random.default_rng(0).standard_normal((4, 2, 3, 3)).astype("float32"))
    module = to_torch(model.eval())
    x = np.random.default_rng(1).standard_normal((4, 2, 3, 3)).astype("float32")
    right = module(torch.from_numpy(x)).detach().numpy()
    assert not module.training
    np.testing.assert_allclose(model(x), right, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(from_torch(module)(x), right, rtol=1e-5, atol=1e-6)


def test_the_weights_are_copies():
    model = lenet5()
    module = to_torch(model)
    with torch.no_grad():
        module[0].weight.zero_()
    assert (model.parameters["conv1.weight"] != 0).any()


def test_from_torch_on_the_torch_engine():
    module = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.MaxPool2d(2))
    x = torch.randn(2, 1, 8, 8)
    torch.testing.assert_close(from_torch(module, engine=torch_ops)(x), module(x))


def test_groups_and_the_constants_of_response_normalization():
    module = to_torch(
        layers.Sequential(conv=layers.Conv2d(4, 4, 3, groups=2), lrn=layers.LocalResponseNorm(5))
    )
    assert module.conv.groups == 2
    assert module.lrn.alpha == pytest.approx(5e-4)


def test_a_module_that_stands_in_it_twice_becomes_two_layers():
    relu, linear = nn.ReLU(), nn.Linear(2, 2)
    module = nn.Sequential(linear, relu, linear, relu)
    x = torch.randn(8, 2)
    np.testing.assert_allclose(from_torch(module)(x.numpy()), module(x).detach(), rtol=1e-6, atol=1e-7)


def test_each_dropout_draws_masks_of_its_own():
    first, second = from_torch(nn.Sequential(nn.Dropout(), nn.Dropout())).children.values()
    x = np.ones((1, 64))
    assert (first(x) != second(x)).any()


def test_each_part_keeps_its_mode():
    module = nn.Sequential(nn.Dropout(), nn.Sequential(nn.Dropout(), nn.ReLU()))
    module[1][0].eval()
    model = from_torch(module)
    modes = [True, True, True, False, True]
    assert [layer.training for layer in model.walk()] == modes
    assert [part.training for part in to_torch(model).modules()] == modes


def test_buffers_alone_set_the_dtype():
    assert to_torch(RadialBasis(dtype="float64")).prototypes.dtype == torch.float64


class Residual(nn.Sequential):
    """A container that adds its input."""

    def forward(self, x):
        """Add."""
        return x + super().forward(x)


class Negative(layers.ReLU):
    """A layer that turns the sign."""

    def compute(self, x):
        """Turn it."""
        return super().compute(-x)


def test_a_subclass_that_computes_otherwise_is_refused():
    with pytest.raises(TypeError, match="from_torch: Residual does not compute as Sequential does"):
        from_torch(nn.Sequential(Residual(nn.ReLU())))
    with pytest.raises(TypeError, match="to_torch: Negative does not compute as ReLU does"):
        to_torch(layers.Sequential(Negative()))


@pytest.mark.parametrize(
    ("module", "error", "words"),
    [
        (weight_norm(nn.Linear(2, 2)), ValueError, "from_torch: the module has no weight; it has bias, "),
        (nn.Sequential(nn.GELU()), TypeError, "from_torch: there is no layer for GELU"),
        (nn.Conv2d(1, 1, 3, padding_mode="reflect"), ValueError, "padding_mode 'reflect'"),
        (nn.Flatten(2), ValueError, "flattens other axes"),
        (nn.BatchNorm2d(2, affine=False), ValueError, "without weights"),
    ],
)
def test_refused_modules(module, error, words):
    with pytest.raises(error, match=words.replace("(", r"\(")):
        from_torch(module)


def test_refused_layer():
    class Mine(layers.Layer):
        """A layer of the reader's own."""

    with pytest.raises(TypeError, match=r"to_torch: there is no module for Mine\(\)"):
        to_torch(layers.Sequential(Mine()))
