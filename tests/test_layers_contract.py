"""What every layer promises besides its numbers: names, moves, counts, windows."""

import copy
import pickle

import numpy as np
import pytest
import torch

from cnnlib import layers
from cnnlib.ops import loops, torch_ops, vectorized
from cnnlib.shapes import receptive_field
from tests.layer_cases import BY_NAME, TABLE, as_numpy, cases, network, no_gpu, upstream


def test_names_are_dotted():
    model = network()
    assert list(model.parameters) == ["0.weight", "0.bias", "3.1.weight", "3.1.bias", "4.weight", "4.bias"]
    assert [layer.name for layer in model.walk()] == ["", "0", "1", "2", "3", "3.0", "3.1", "3.2", "4"]
    assert list(model.gradients) == []


def test_layers_of_a_sequence_by_name_and_number():
    model = layers.Sequential(first=layers.ReLU(), second=layers.Tanh())
    assert model["second"] is model[1] is model[-1] is model.children["second"]
    assert len(model) == 2
    with pytest.raises(KeyError, match=r"Sequential has no layer 'third' \(it has first, second\)"):
        model["third"]


def test_views_cannot_be_assigned_to():
    layer = layers.Linear(2, 2)
    for view in (layer.parameters, layer.gradients, layer.buffers):
        with pytest.raises(TypeError, match="does not support item assignment"):
            view["weight"] = np.zeros((2, 2))


def test_parameters_are_set_by_name():
    model, array = network(), np.full((4, 12), 0.5, "float32")
    model.set_parameter("3.1.weight", array)
    array[...] = 0
    assert (model[3][1].parameters["weight"] == 0.5).all()
    with pytest.raises(KeyError, match=r"Sequential has no parameter 3.2.weight \(it has 0.weight, "):
        model.set_parameter("3.2.weight", array)
    with pytest.raises(
        ValueError, match=r"^set_parameter: 4.bias must have shape \(2,\), but has shape \(3,\)$"
    ):
        model.set_parameter("4.bias", np.zeros(3))
    with pytest.raises(
        TypeError, match=r"^set_parameter: 4.bias must have a floating dtype, but has dtype int64$"
    ):
        model.set_parameter("4.bias", np.zeros(2, "int64"))


def test_training_and_evaluation_reach_every_layer():
    model = network()
    assert model.eval() is model
    assert not any(layer.training for layer in model.walk())
    assert model.train() is model
    assert all(layer.training for layer in model.walk())


@cases
def test_there_and_back_again(case):
    layer = case.layer("float32")
    before = layer.state_dict()
    assert layer.to(engine=torch_ops, dtype="float64") is layer
    assert all(inner.engine is torch_ops for inner in layer.walk())
    assert all(array.dtype == torch.float64 for array in (layer.parameters | layer.buffers).values())
    layer.to("cpu", engine=loops, dtype="float32")
    np.testing.assert_equal(layer.state_dict(), before)


@pytest.mark.cuda
@no_gpu
def test_a_change_of_dtype_stays_on_the_device():
    layer = layers.BatchNorm2d(2).to("cuda", engine=torch_ops)
    layer.to(dtype="float64")
    assert all(array.device.type == "cuda" for array in (layer.parameters | layer.buffers).values())
    assert isinstance(layer.to(engine=vectorized).parameters["weight"], np.ndarray)


def test_a_move_drops_gradients_and_what_was_kept():
    layer = layers.Linear(2, 2)
    layer.backward(layer(np.ones((1, 2), "float32")))
    layer.to(dtype="float64")
    assert not layer.gradients
    with pytest.raises(RuntimeError, match="backward needs a forward pass"):
        layer.backward(np.ones((1, 2)))


@pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
def test_half_precision(dtype):
    model = network().to(engine=torch_ops, dtype=dtype)
    out = model(torch.ones(3, 1, 5, 4, dtype=getattr(torch, dtype)))
    assert str(out.dtype) == f"torch.{dtype}"
    assert str(model.backward(out).dtype) == f"torch.{dtype}"


class Doubled(layers.Layer):
    """A layer of one's own, as the contract describes it."""

    def __init__(self):
        super().__init__()
        self.add_parameter("factor", np.full(1, 2.0), "float64")
        self.add_buffer("unused", np.zeros(1), "float64")

    def compute(self, x):
        """Return the double."""
        return x * self._parameters["factor"], x

    def compute_gradients(self, grad_output, x, needs_grad_x):
        """Return the gradients of the input and the factor."""
        return grad_output * self._parameters["factor"], {"factor": (grad_output * x).sum().reshape(1)}


def test_a_layer_of_one_s_own():
    model = layers.Sequential(double=Doubled(), tanh=layers.Tanh())
    x = np.ones((1, 3))
    np.testing.assert_array_equal(model(x), np.tanh(2 * x))
    assert model.backward(x).shape == x.shape
    assert list(model.state_dict()) == ["double.factor", "double.unused"]
    assert model.parameter_count == 1


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))])  # noqa: S301
def test_copies_are_independent(duplicate):
    model = network()
    twin = duplicate(model)
    x = BY_NAME["network"].x("float32")
    assert twin.engine is twin[0].engine is vectorized
    np.testing.assert_array_equal(twin(x), model(x))
    twin.parameters["0.weight"][...] = 0
    assert (model.parameters["0.weight"] != 0).all()


def test_missing_connections_stay_missing():
    layer = BY_NAME["conv-table"].layer()
    x = BY_NAME["conv-table"].x()
    out = layer(x)
    assert (layer.parameters["weight"][~TABLE] == 0).all()
    assert (layer.parameters["weight"][TABLE] != 0).all()
    layer.backward(upstream(out.shape))
    assert (layer.gradients["weight"][~TABLE] == 0).all()
    layer.parameters["weight"][~TABLE] = 9
    np.testing.assert_array_equal(layer(x), out)


def counts(layer, *shape):
    return layer.parameter_count, layer.connections((1, *shape)), layer.multiply_adds((1, *shape))


# As many connections as LeNet-5's C3 has: 60.
SIXTY = np.arange(6) < np.array([4] * 12 + [3] * 4)[:, None]
COUNTS = {
    "C1 of LeNet-5": (layers.Conv2d(1, 6, 5), (1, 32, 32), (156, 122_304, 117_600)),
    "S2 of LeNet-5": (layers.Subsampling(6), (6, 28, 28), (12, 5_880, 1_176)),
    "C3 of LeNet-5": (
        layers.Conv2d(6, 16, 5, connections=SIXTY),
        (6, 14, 14),
        (1_516, 151_600, 150_000),
    ),
    "F6 of LeNet-5": (layers.Linear(120, 84), (120,), (10_164, 10_164, 10_080)),
    "second of AlexNet": (
        layers.Conv2d(96, 256, 5, padding=2, groups=2),
        (96, 27, 27),
        (307_456, 224_135_424, 223_948_800),
    ),
    "without bias": (layers.Conv2d(2, 3, 1, bias=False), (2, 2, 2), (6, 24, 24)),
    "pooling": (layers.MaxPool2d(3, stride=2), (6, 7, 7), (0, 486, 0)),
    "batch norm": (layers.BatchNorm2d(3), (3, 4, 5), (6, 0, 60)),
    "activation": (layers.ReLU(), (3, 4, 5), (0, 0, 0)),
    "sequence": (
        layers.Sequential(layers.Conv2d(1, 6, 5), layers.Tanh(), layers.Subsampling(6)),
        (1, 32, 32),
        (168, 128_184, 118_776),
    ),
}


@pytest.mark.parametrize("name", COUNTS)
def test_counts(name):
    layer, shape, expected = COUNTS[name]
    assert counts(layer, *shape) == expected


def test_padded_windows():
    pool = layers.MaxPool2d((3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2))
    assert pool.window == ((3, 2), (2, 1), ((1, 1), (0, 0)), (1, 2))
    conv = layers.Conv2d(1, 1, (4, 3), padding="same")
    assert conv.window == ((4, 3), (1, 1), ((1, 2), (1, 1)), (1, 1))


def test_windows_give_the_receptive_field():
    model = layers.Sequential(
        layers.Conv2d(1, 1, (5, 3), padding=(2, 0)),
        layers.ReLU(),
        layers.MaxPool2d(2),
        layers.Conv2d(1, 1, 3, padding="same", dilation=2),
    )
    windows = [layer.window for layer in model.children.values() if layer.window is not None]
    assert len(windows) == 3
    assert receptive_field(window.along(0) for window in windows) == (14, 2, -6)
    assert receptive_field(window.along(1) for window in windows) == (12, 2, -4)


def test_what_repr_writes_builds_the_layer():
    for case in BY_NAME.values():
        for layer in case.make().walk():
            if not layer.children:
                again = eval(f"layers.{layer!r}", {"layers": layers})  # noqa: S307
                assert repr(again) == repr(layer)
    assert repr(layers.Sequential(a=layers.Sequential(b=layers.ReLU()), c=layers.Dropout(0.5))) == (
        "Sequential(\n  a: Sequential(\n    b: ReLU()\n  )\n  c: Dropout(p=0.5)\n)"
    )


def test_what_autograd_watches_is_not_kept_in_buffers():
    norm = layers.BatchNorm2d(2, engine=torch_ops)
    norm(torch.rand(3, 2, 2, 2, requires_grad=True))
    assert not any(array.requires_grad for array in norm.buffers.values())


def test_a_momentum_of_numpy_widens_nothing():
    norm = layers.BatchNorm2d(2, momentum=np.float64(0.1))
    norm(np.ones((3, 2, 2, 2), "float32"))
    assert {array.dtype.name for array in norm.buffers.values()} == {"float32"}


def test_torch_finds_gradients_through_a_layer():
    model = BY_NAME["network"].layer().to(engine=torch_ops)
    x = torch.from_numpy(BY_NAME["network"].x()).requires_grad_()
    out = model(x)
    (right,) = torch.autograd.grad(out.sum(), x)
    np.testing.assert_allclose(
        as_numpy(model.backward(torch.ones_like(out).detach()).detach()), right.numpy()
    )
