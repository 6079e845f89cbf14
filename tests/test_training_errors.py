"""What fit and evaluate refuse, before anything is trained."""

import numpy as np
import pytest
import torch

from cnnlib.layers import Linear
from cnnlib.optim import SGD
from cnnlib.training import EarlyStopping, History, evaluate, fit
from tests.training_cases import assert_same_state, bars, network

X, Y = bars()
LATE = np.where(np.arange(40) == 25, 3, 0)
EARLY = np.where(np.arange(40) == 7, -1, 0)

DATA = {
    "lengths": ((X, Y[:-1]), ValueError, "x holds 40 examples but y holds 39 targets"),
    "empty": ((X[:0], Y[:0]), ValueError, r"there are no examples: x has shape \(0, 1, 6, 6\)"),
    "class too high": (
        (X, LATE),
        ValueError,
        r"y\[25\] is 3, but the model has 3 classes \(expected 0 to 2\)",
    ),
    "class below 0": ((X, EARLY), ValueError, r"y\[7\] is -1, but the model has 3 classes"),
    "tensor out of range": ((X, torch.tensor(LATE)), ValueError, r"y\[25\] is 3"),
    "one-hot": (
        (X, np.eye(3)[Y]),
        ValueError,
        r"one class for each example.*y has shape \(40, 3\) and dtype float64.*: y.argmax\(1\) makes classes",
    ),
    "floating classes": ((X, Y.astype(float)), ValueError, r"dtype float64.*: y.astype\('int64'\) in NumPy"),
    "list": ((X.tolist(), Y), TypeError, "x must be an array of NumPy or a tensor of PyTorch, but is a list"),
    "no targets": (
        (X, None),
        TypeError,
        "y must be an array of NumPy or a tensor of PyTorch, but is a NoneType",
    ),
    "bytes": (
        (X.astype("uint8"), Y),
        TypeError,
        r"x has dtype uint8 .expected floating numbers.: convert it",
    ),
    "number": ((np.float32(1), Y), ValueError, r"x must hold one entry for each example, but has shape \(\)"),
    "shape": ((X[:, :, :, 0], Y), ValueError, r"conv \(Conv2d\): x "),
    "channels": ((np.repeat(X, 2, 1), Y), ValueError, r"conv \(Conv2d\): weight has 1 input channels"),
}


@pytest.mark.parametrize("function", [fit, evaluate])
@pytest.mark.parametrize(("data", "error", "message"), DATA.values(), ids=DATA)
def test_refuses_data(function, data, error, message):
    model = network()
    options = {"optimizer": SGD(model, lr=0.1), "epochs": 1} if function is fit else {}
    with pytest.raises(error, match=message):
        function(model, *data, **options)
    assert_same_state(model, network())


def test_names_the_validation_data():
    model = network()
    with pytest.raises(ValueError, match=r"fit: validation: y\[25\] is 3"):
        fit(model, X, Y, optimizer=SGD(model, lr=0.1), epochs=1, validation=(X, LATE))


OPTIONS = {
    "rng": ({"rng": "a"}, TypeError, "fit: rng must be a whole number or a numpy.random.Generator"),
    "epochs": ({"epochs": -1}, ValueError, "fit: epochs must be at least 0, but is -1"),
    "half an epoch": ({"epochs": 0.5}, TypeError, "fit: epochs must be a whole number, but is 0.5"),
    "batch size": ({"batch_size": 0}, ValueError, "fit: batch_size must be at least 1, but is 0"),
    "loss": ({"loss": "hinge"}, ValueError, "fit: loss must be 'cross_entropy' or 'mse', but is 'hinge'"),
    "loss object": (
        {"loss": np.mean},
        TypeError,
        "loss must be a name or have forward and backward, but .* lacks f",
    ),
    "schedule": ({"schedule": 0.1}, TypeError, "fit: schedule must be callable, but is 0.1"),
    "augment": ({"augment": "flip"}, TypeError, "fit: augment must be callable, but is 'flip'"),
    "callbacks": ({"callbacks": [3]}, TypeError, "fit: callbacks must be callable, but is 3"),
    "validation": ({"validation": X}, TypeError, r"fit: validation must be a pair of arrays, \(x, y\)"),
    "progress": (
        {"progress": "dots"},
        ValueError,
        "progress must be one of True, False, 'bar', 'lines', but is 'd",
    ),
    "suffix": ({"checkpoint": "training.pkl"}, ValueError, "must end in .npz or .safetensors"),
    "mse of classes": (
        {"loss": "mse"},
        ValueError,
        r"for mse y must hold floating numbers in the shape of the output, \(40, 3\), but has shape \(40,\)",
    ),
}


@pytest.mark.parametrize(("options", "error", "message"), OPTIONS.values(), ids=OPTIONS)
def test_refuses_options(options, error, message):
    model = network()
    options = {"epochs": 1, "progress": False} | options
    with pytest.raises(error, match=message):
        fit(model, X, Y, optimizer=SGD(model, lr=0.1), **options)
    assert_same_state(model, network())


@pytest.mark.parametrize(
    "make", [lambda: SGD(network(), lr=1), lambda: SGD(network().parameters, lr=1), lambda: 0.1]
)
def test_refuses_an_optimizer_of_something_else(make):
    with pytest.raises(
        ValueError, match=r"optimizer must be made for the model itself, as SGD\(model, lr=0.1\) is"
    ):
        fit(network(), X, Y, optimizer=make(), epochs=1)


def test_evaluate_refuses_a_batch_of_none():
    with pytest.raises(ValueError, match="evaluate: batch_size must be at least 1, but is 0"):
        evaluate(network(), X, Y, batch_size=0)


def test_squared_error_needs_the_shape_of_the_output():
    x = np.ones((4, 2), "float32")
    with pytest.raises(ValueError, match=r"in the shape of the output, \(4, 2\), but has shape \(4, 1\)"):
        evaluate(Linear(2, 2), x, x[:, :1], loss="mse")


STOPPING = {
    "patience": (
        lambda: EarlyStopping(0),
        ValueError,
        "EarlyStopping: patience must be at least 1, but is 0",
    ),
    "monitor": (lambda: EarlyStopping(1, "speed"), ValueError, "monitor must be one of .*, but is 'speed'"),
    "min_delta": (
        lambda: EarlyStopping(1, min_delta=-1),
        ValueError,
        "min_delta must be a finite number of at",
    ),
    "nothing to watch": (
        lambda: EarlyStopping(1)(History(validation_loss=np.array([np.nan]))),
        ValueError,
        "there is no validation_loss to watch: give fit validation data",
    ),
}


@pytest.mark.parametrize(("call", "error", "message"), STOPPING.values(), ids=STOPPING)
def test_early_stopping_refuses(call, error, message):
    with pytest.raises(error, match=message):
        call()
