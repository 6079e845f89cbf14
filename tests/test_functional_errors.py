"""cnnlib.functional refuses arrays of a wrong kind or shape with the same words for NumPy and torch."""

import pytest
import torch

from cnnlib import functional
from tests.engines import no_gpu
from tests.functional_calls import FLOATING, call, first_of, ones, words
from tests.functional_cases import Library, libraries

CONVERT = "convert it first, with {0}.astype('float32') in NumPy or {0}.float() in PyTorch"
ARRAYS = [(function, argument) for function, arrays in FLOATING.items() for argument in arrays]
FURTHER = [(function, argument) for function, argument in ARRAYS if argument != first_of(function)]
each_array = pytest.mark.parametrize(("function", "argument"), ARRAYS)
each_further_array = pytest.mark.parametrize(("function", "argument"), FURTHER)


def test_every_function_is_listed():
    assert sorted(FLOATING) == sorted(functional.__all__)


@libraries
@pytest.mark.parametrize("function", FLOATING)
def test_these_calls_are_valid_but_for_what_a_test_replaces(library, function):
    call(library, function)


@libraries
@each_array
@pytest.mark.parametrize("dtype", ["int64", "bool", "uint8", "complex128"])
def test_no_floating_dtype(library, function, argument, dtype):
    array = library.own(FLOATING[function][argument].astype(dtype))
    message = f"{function}: {argument} has dtype {dtype} (expected float32 or float64): "
    with pytest.raises(TypeError, match=words(message + CONVERT.format(argument))):
        call(library, function, **{argument: array})


@libraries
@each_further_array
def test_mixed_dtypes(library, function, argument):
    first = first_of(function)
    array = library.own(FLOATING[function][argument].astype("float32"))
    message = f"{function}: {argument} has dtype float32 but {first} has dtype float64: convert one of them"
    with pytest.raises(TypeError, match=words(message)):
        call(library, function, **{argument: array})


@libraries
@each_array
@pytest.mark.parametrize("value", [[1.0], "1"], ids=repr)
def test_no_array(library, function, argument, value):
    kind = type(value).__name__
    message = f"{function}: {argument} must be an array of NumPy or a tensor of PyTorch, but is a {kind}"
    with pytest.raises(TypeError, match=words(message)):
        call(library, function, **{argument: value})


@each_further_array
def test_mixed_libraries(function, argument):
    first = first_of(function)
    tensor = torch.from_numpy(FLOATING[function][argument])
    message = f"{function}: {argument} is a Tensor but {first} is a ndarray: convert one of them"
    with pytest.raises(TypeError, match=words(message)):
        call(Library(), function, **{argument: tensor})


@each_further_array
def test_two_devices(function, argument):
    first = first_of(function)
    tensor = torch.from_numpy(FLOATING[function][argument]).to("meta")
    message = f"{function}: {argument} is on meta but {first} is on cpu: move one of them"
    with pytest.raises(ValueError, match=words(message)):
        call(Library("cpu"), function, **{argument: tensor})


@pytest.mark.cuda
@no_gpu
def test_a_weight_left_behind():
    message = "linear: weight is on cpu but x is on cuda:0: move one of them"
    with pytest.raises(ValueError, match=words(message)):
        functional.linear(torch.ones(2, 3, device="cuda"), torch.ones(4, 3))


OUTPUT_SHAPES = {function: (2, 3) for function in FLOATING if function.endswith("_backward")}
OUTPUT_SHAPES |= {"cross_entropy_backward": (), "mse_loss_backward": (), "linear_backward": (2, 4)}
MEANINGS = {"relu_backward": "the shape of x", "dropout_backward": "the shape of mask"}


@libraries
@pytest.mark.parametrize("function", OUTPUT_SHAPES)
@pytest.mark.parametrize("shape", [(2, 3, 1), (3, 2), (1, 3), (1,)], ids=str)
def test_grad_output_of_a_wrong_shape(library, function, shape):
    meaning = MEANINGS.get(function, "the shape of the output")
    message = f"{function}: grad_output must have {meaning}, {OUTPUT_SHAPES[function]}, but has shape {shape}"
    with pytest.raises(ValueError, match=words(message)):
        call(library, function, grad_output=library.own(ones(*shape)))


@libraries
@pytest.mark.parametrize("function", ["cross_entropy_backward", "mse_loss_backward"])
def test_grad_output_of_losses_without_reduction(library, function):
    shape = (2,) if function == "cross_entropy_backward" else (2, 3)
    with pytest.raises(TypeError, match="grad_output must be an array of NumPy or a tensor of PyTorch"):
        call(library, function, grad_output=1.0, reduction="none")
    message = f"{function}: grad_output must have the shape of the output, {shape}, but has shape (3,)"
    with pytest.raises(ValueError, match=words(message)):
        call(library, function, grad_output=library.own(ones(3)), reduction="none")
