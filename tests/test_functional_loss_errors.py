"""The losses refuse classes, targets and reductions with the same words for NumPy and torch."""

import numpy as np
import pytest
import torch

from tests.functional_calls import LABELS, call, ones, words
from tests.functional_cases import libraries


@libraries
@pytest.mark.parametrize(
    "function", ["cross_entropy", "cross_entropy_backward", "mse_loss", "mse_loss_backward"]
)
@pytest.mark.parametrize("reduction", ["average", None, True, ["mean"]], ids=repr)
def test_reduction_unknown(library, function, reduction):
    shown = "('mean',)" if reduction == ["mean"] else repr(reduction)
    message = f"{function}: reduction must be 'mean', 'sum' or 'none', but is {shown}"
    with pytest.raises(ValueError, match=words(message)):
        call(library, function, reduction=reduction)


cross_entropies = pytest.mark.parametrize("function", ["cross_entropy", "cross_entropy_backward"])


@libraries
@cross_entropies
@pytest.mark.parametrize(
    ("target", "place", "label"),
    [([0, 3], 1, 3), ([-1, 7], 0, -1), ([2, -100], 1, -100), ([0, 2**40], 1, 2**40)],
    ids=str,
)
def test_class_out_of_range(library, function, target, place, label):
    message = f"{function}: target[{place}] is {label}, but x has 3 classes (expected 0 to 2)"
    with pytest.raises(ValueError, match=words(message)):
        call(library, function, target=library.own(np.array(target)))


@libraries
@cross_entropies
def test_unsigned_class_out_of_range(library, function):
    message = f"{function}: target[0] is 255, but x has 3 classes (expected 0 to 2)"
    with pytest.raises(ValueError, match=words(message)):
        call(library, function, target=library.own(np.array([255, 0], "uint8")))


@libraries
@cross_entropies
@pytest.mark.parametrize("dtype", ["float32", "bool"])
def test_classes_that_are_no_integers(library, function, dtype):
    message = f"{function}: target has dtype {dtype} (expected integers, the classes)"
    with pytest.raises(TypeError, match=words(message)):
        call(library, function, target=library.own(LABELS.astype(dtype)))


@libraries
@cross_entropies
@pytest.mark.parametrize("shape", [(3,), (1,), (2, 3), (2, 1), ()], ids=str)
def test_classes_of_a_wrong_length(library, function, shape):
    message = f"{function}: target must have one class for each row of x, (2,), but has shape {shape}"
    with pytest.raises(ValueError, match=words(message)):
        call(library, function, target=library.own(np.zeros(shape, "int64")))


@libraries
@cross_entropies
def test_classes_in_a_list(library, function):
    message = f"{function}: target must be an array of NumPy or a tensor of PyTorch, but is a list"
    with pytest.raises(TypeError, match=words(message)):
        call(library, function, target=[0, 2])


@libraries
@cross_entropies
def test_classes_of_another_library(library, function):
    other, mine = ("Tensor", "ndarray") if library.device is None else ("ndarray", "Tensor")
    target = torch.from_numpy(LABELS) if library.device is None else LABELS
    message = f"{function}: target is a {other} but x is a {mine}: convert one of them"
    with pytest.raises(TypeError, match=words(message)):
        call(library, function, target=target)


@libraries
@cross_entropies
@pytest.mark.parametrize("shape", [(2,), (2, 3, 1), ()], ids=str)
def test_scores_of_a_wrong_rank(library, function, shape):
    message = f"{function}: x must have 2 axes (batch, classes), but has shape {shape}"
    with pytest.raises(ValueError, match=words(message)):
        call(library, function, x=library.own(ones(*shape)))


@libraries
@cross_entropies
def test_no_classes(library, function):
    message = f"{function}: x has shape (2, 0): only the batch may be empty"
    with pytest.raises(ValueError, match=words(message)):
        call(library, function, x=library.own(ones(2, 0)))


@libraries
@pytest.mark.parametrize("function", ["mse_loss", "mse_loss_backward"])
@pytest.mark.parametrize("shape", [(3,), (2, 1), (3, 2), ()], ids=str)
def test_squared_error_does_not_broadcast(library, function, shape):
    message = f"{function}: target must have the shape of x, (2, 3), but has shape {shape}"
    with pytest.raises(ValueError, match=words(message)):
        call(library, function, target=library.own(ones(*shape)))
