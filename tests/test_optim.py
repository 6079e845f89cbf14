"""Optimizers give the numbers of PyTorch's, in NumPy and torch, and go on where they stopped."""

from functools import partial

import numpy as np
import pytest
import torch

from cnnlib.layers import Linear
from cnnlib.layers.arrays import convert_like
from cnnlib.ops import torch_ops
from cnnlib.optim import SGD, Adam

SHAPES = {"conv.weight": (3, 2, 3, 3), "conv.bias": (3,), "fc.weight": (4, 5)}
SGD_OPTIONS = {
    "plain": {},
    "decay": {"weight_decay": 0.03},
    "momentum": {"momentum": 0.9},
    "dampened": {"momentum": 0.9, "dampening": 0.3},
    "nesterov": {"momentum": 0.8, "nesterov": True},
    "nesterov with decay": {"momentum": 0.8, "nesterov": True, "weight_decay": 0.01},
    "momentum with decay": {"momentum": 0.9, "dampening": 0.1, "weight_decay": 0.01},
}
ADAM_OPTIONS = {
    "default": {},
    "betas": {"betas": (0.5, 0.8)},
    "epsilon": {"eps": 0.1},
    "decay": {"weight_decay": 0.05},
    "no averages": {"betas": (0.0, 0.0)},
}
CASES = [
    *(pytest.param(SGD, {"lr": 0.1} | options, id=f"SGD {name}") for name, options in SGD_OPTIONS.items()),
    *(
        pytest.param(Adam, {"lr": 0.02} | options, id=f"Adam {name}")
        for name, options in ADAM_OPTIONS.items()
    ),
]
TOLERANCE = {"float32": 2e-5, "float64": 1e-12}
STEPS = 200


def numpy_arrays(rng, dtype, shapes=SHAPES):
    return {name: rng.standard_normal(shape).astype(dtype) for name, shape in shapes.items()}


def as_tensors(arrays):
    return {name: torch.tensor(array) for name, array in arrays.items()}


def quadratic_gradients(parameters, curvature, noise):
    """Gradients that depend on the parameters, so that an error would grow with the steps."""
    return {name: curvature[name] * parameters[name] + noise[name] for name in parameters}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("library", ["numpy", "torch"])
@pytest.mark.parametrize(("optimizer", "options"), CASES)
def test_equals_pytorch_over_many_steps(optimizer, options, library, dtype):
    rng = np.random.default_rng(0)
    start = numpy_arrays(rng, dtype)
    curvature = {name: abs(array) for name, array in numpy_arrays(rng, dtype).items()}
    convert = as_tensors if library == "torch" else lambda arrays: arrays
    expected = as_tensors(start)
    reference = getattr(torch.optim, optimizer.__name__)(list(expected.values()), **options)
    ours = convert({name: array.copy() for name, array in start.items()})
    tested = optimizer(ours, **options)
    for _ in range(STEPS):
        noise = numpy_arrays(rng, dtype)
        gradients = quadratic_gradients(expected, as_tensors(curvature), as_tensors(noise))
        for name, tensor in expected.items():
            tensor.grad = gradients[name]
        reference.step()
        tested.step(quadratic_gradients(ours, convert(curvature), convert(noise)))
    for name, tensor in expected.items():
        assert ours[name].dtype == convert(start)[name].dtype
        np.testing.assert_allclose(
            np.asarray(ours[name]), tensor.numpy(), rtol=TOLERANCE[dtype], atol=TOLERANCE[dtype]
        )


@pytest.mark.parametrize(("optimizer", "options"), CASES)
def test_changes_the_arrays_in_place_and_no_gradient(optimizer, options):
    rng = np.random.default_rng(1)
    parameters = numpy_arrays(rng, "float32")
    same = dict(parameters)
    gradients = numpy_arrays(rng, "float32")
    before = {name: array.copy() for name, array in gradients.items()}
    tested = optimizer(parameters, **options)
    for _ in range(3):
        tested.step(gradients)
    assert all(parameters[name] is same[name] for name in same)
    for name, gradient in gradients.items():
        np.testing.assert_array_equal(gradient, before[name])


@pytest.mark.parametrize("library", ["numpy", "torch"])
@pytest.mark.parametrize(("optimizer", "options"), CASES)
def test_a_loaded_state_goes_on_to_the_same_numbers(optimizer, options, library):
    rng = np.random.default_rng(2)
    convert = as_tensors if library == "torch" else lambda arrays: arrays
    parameters = convert(numpy_arrays(rng, "float32"))
    gradients = [convert(numpy_arrays(rng, "float32")) for _ in range(6)]
    first = optimizer(parameters, **options)
    for step in gradients[:3]:
        first.step(step)
    first.lr = 0.05
    state = first.state_dict()
    resumed_parameters = {name: parameters[name] + 0 for name in parameters}
    for step in gradients[3:]:
        first.step(step)
    resumed = optimizer(resumed_parameters, lr=123)
    resumed.load_state_dict(state)
    for step in gradients[3:]:
        resumed.step(step)
    assert resumed.steps == first.steps == 6
    for name in parameters:
        assert np.array_equal(np.asarray(parameters[name]), np.asarray(resumed_parameters[name]))


def test_a_state_moves_between_libraries():
    rng = np.random.default_rng(3)
    arrays, gradients = numpy_arrays(rng, "float32"), numpy_arrays(rng, "float32")
    first = SGD(arrays, lr=0.1, momentum=0.9)
    first.step(gradients)
    second = SGD(as_tensors(arrays), lr=0.1, momentum=0.9)
    second.load_state_dict(first.state_dict())
    velocity = second.buffers["velocity"]["fc.weight"]
    assert isinstance(velocity, torch.Tensor)
    np.testing.assert_array_equal(velocity.numpy(), first.buffers["velocity"]["fc.weight"])
    back = SGD(arrays, lr=0.1, momentum=0.9)
    back.load_state_dict(second.state_dict())
    assert isinstance(back.buffers["velocity"]["fc.weight"], np.ndarray)


class Model:
    """The part of a layer that an optimizer sees; what it holds may be replaced, as by a move."""

    def __init__(self):
        self.parameters = {"weight": np.ones(2)}
        self.gradients = {}


def test_reads_a_model_anew_at_each_step():
    model = Model()
    optimizer = SGD(model, lr=1.0)
    model.parameters = {"weight": np.array([5.0, 5.0])}
    model.gradients = {"weight": np.array([1.0, 2.0])}
    optimizer.step()
    np.testing.assert_array_equal(model.parameters["weight"], [4.0, 3.0])


@pytest.mark.parametrize("move", [{"engine": torch_ops}, {"dtype": "float64"}])
@pytest.mark.parametrize("make", [partial(SGD, momentum=0.9), Adam])
def test_what_is_kept_follows_a_model_that_moves(make, move):
    moved, stayed = Linear(3, 2), Linear(3, 2)
    x, grad_output = np.ones((4, 3), "float32"), np.ones((4, 2), "float32")
    optimizers = [make(model, lr=0.1) for model in (moved, stayed)]
    for _ in range(2):
        for model, optimizer in zip((moved, stayed), optimizers):
            like = partial(convert_like, reference=model.parameters["bias"], engine=model.engine)
            model(like(x))
            model.backward(like(grad_output))
            optimizer.step()
        moved.to(**move)
    for arrays in optimizers[0].buffers.values():
        assert all(arrays[name].dtype == array.dtype for name, array in moved.parameters.items())
    np.testing.assert_allclose(
        np.asarray(moved.parameters["weight"]), stayed.parameters["weight"], rtol=1e-6, atol=1e-7
    )


@pytest.mark.parametrize("make", [partial(SGD, momentum=0.9, weight_decay=0.1), Adam])
def test_changes_tensors_that_autograd_watches_and_records_nothing(make):
    leaf = torch.ones(3, requires_grad=True)
    optimizer = make({"w": leaf}, lr=0.5)
    optimizer.step({"w": leaf * 2})
    assert leaf.is_leaf
    assert leaf.requires_grad
    assert (leaf < 1).all()
    assert not any(arrays["w"].requires_grad for arrays in optimizer.buffers.values())


def test_numbers_of_numpy_widen_nothing():
    optimizer = SGD({"w": np.ones(2, "float32")}, lr=np.float64(1), momentum=0.5, weight_decay=np.float64(1))
    optimizer.step({"w": np.ones(2, "float32")})
    assert optimizer.buffers["velocity"]["w"].dtype == "float32"


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"buffers": {"speed.w": np.ones(2)}}, ValueError, "got velocity, speed, which it does not keep"),
        ({"options": {"lr": "fast"}}, TypeError, "SGD: lr must be a number, but is 'fast'"),
        ({"options": {"lr": 1, "step": 3}}, TypeError, "unexpected keyword argument 'step'"),
    ],
)
def test_refuses_a_damaged_state_and_stays_as_it_was(change, error, message):
    optimizer = SGD({"w": np.ones(2)}, lr=1, momentum=0.5)
    with pytest.raises(error, match=message):
        optimizer.load_state_dict(optimizer.state_dict() | {"steps": 7} | change)
    assert (optimizer.lr, optimizer.steps, optimizer.buffers) == (1, 0, {"velocity": {}})


def test_says_what_it_is():
    assert repr(SGD(Model(), lr=0.1, momentum=0.9)) == (
        "SGD(lr=0.1, momentum=0.9, dampening=0, nesterov=False, weight_decay=0)"
    )


BAD = {
    "no gradient yet": (
        lambda: SGD(Model(), lr=1).step(),
        ValueError,
        "weight has no gradient: run the backward",
    ),
    "parameters alone": (
        lambda: SGD({"w": np.ones(2)}, lr=1).step(),
        TypeError,
        "step needs the gradients, as it was made for parameters alone",
    ),
    "no parameters": (lambda: SGD({}, lr=1), ValueError, "SGD: there is no parameter to change"),
    "shape": (
        lambda: SGD({"w": np.ones(2)}, lr=1).step({"w": np.ones((2, 1))}),
        ValueError,
        r"the gradient of w must have the parameter's shape, \(2,\), but has shape \(2, 1\)",
    ),
    "dtype": (
        lambda: Adam({"w": np.ones(2)}).step({"w": np.ones(2, "float32")}),
        TypeError,
        "Adam: the gradient of w has dtype float32, but the parameter float64",
    ),
    "integers": (
        lambda: SGD({"w": np.ones(2, "int64")}, lr=1).step({"w": np.ones(2, "int64")}),
        TypeError,
        r"SGD: w has dtype int64 \(expected floating numbers\)",
    ),
    "no array": (
        lambda: SGD({"w": [1.0]}, lr=1).step({"w": np.ones(1)}),
        TypeError,
        "SGD: w must be an array of NumPy or a tensor of PyTorch, but is a list",
    ),
    "library": (
        lambda: Adam({"w": np.ones(2)}).step({"w": torch.ones(2)}),
        TypeError,
        "the gradient of w is a Tensor but w is a ndarray",
    ),
    "lr": (
        lambda: SGD(Model(), lr=-0.1),
        ValueError,
        "SGD: lr must be a finite number of at least 0, but is -0.1",
    ),
    "lr nan": (lambda: Adam(Model(), lr=float("nan")), ValueError, "Adam: lr must be a finite number"),
    "lr word": (lambda: SGD(Model(), lr="fast"), TypeError, "SGD: lr must be a number, but is 'fast'"),
    "momentum": (
        lambda: SGD(Model(), lr=1, momentum=-1),
        ValueError,
        "momentum must be a finite number of at",
    ),
    "nesterov": (
        lambda: SGD(Model(), lr=1, nesterov=True),
        ValueError,
        "nesterov needs momentum above 0 and dampening 0, but momentum is 0",
    ),
    "betas": (
        lambda: Adam(Model(), betas=(0.9, 1.0)),
        ValueError,
        r"betas must be two numbers from 0 to below 1, but are \(0.9, 1.0\)",
    ),
    "one beta": (lambda: Adam(Model(), betas=0.9), ValueError, "betas must be two numbers"),
    "another's state": (
        lambda: SGD(Model(), lr=1).load_state_dict(Adam(Model()).state_dict()),
        ValueError,
        "SGD: load_state_dict got the state of Adam",
    ),
}


@pytest.mark.parametrize(("call", "error", "message"), BAD.values(), ids=BAD)
def test_refuses(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_refuses_a_state_of_other_shapes_and_stays_as_it_was():
    small, large = SGD({"w": np.ones(2)}, lr=1, momentum=0.5), SGD({"w": np.ones(3)}, lr=2, momentum=0.5)
    small.step({"w": np.ones(2)})
    with pytest.raises(
        ValueError, match=r"velocity.w must have the parameter's shape, \(3,\), but has shape \(2,\)"
    ):
        large.load_state_dict(small.state_dict())
    assert (large.lr, large.steps, large.buffers) == (2, 0, {"velocity": {}})


def test_changes_nothing_if_one_gradient_does_not_fit():
    parameters = {"a": np.ones(2), "b": np.ones(2)}
    optimizer = SGD(parameters, lr=1)
    with pytest.raises(ValueError, match="the gradient of b"):
        optimizer.step({"a": np.ones(2), "b": np.ones(3)})
    np.testing.assert_array_equal(parameters["a"], 1)
    assert optimizer.steps == 0
