"""Every engine refuses the same calls of unfold and fold with the same words."""

import re

import numpy as np
import pytest
import torch

from cnnlib.ops import loops, torch_ops, vectorized
from tests.engines import ENGINES
from tests.unfold_cases import BAD_COLUMNS, BAD_IMAGES, SHARED, name

engines = pytest.mark.parametrize("engine", ENGINES)
bad_images = pytest.mark.parametrize("case", BAD_IMAGES, ids=name)


def words(message):
    return f"^{re.escape(message)}$"


@engines
@bad_images
def test_unfold(engine, case):
    with pytest.raises(case.error, match=words(case.words("unfold", "x"))) as refused:
        engine.call("unfold", case.images(), case.kernel_size, **case.options)
    assert type(refused.value) is case.error


@engines
@bad_images
def test_fold_backward(engine, case):
    with pytest.raises(case.error, match=words(case.words("fold_backward", "grad_output"))):
        engine.call("fold_backward", case.images(), case.kernel_size, **case.options)


@engines
@pytest.mark.parametrize("case", BAD_COLUMNS, ids=name)
def test_fold(engine, case):
    with pytest.raises(case.error, match=words(case.words("fold", "columns"))) as refused:
        engine.call("fold", case.columns(), case.output_size, case.kernel_size, **case.options)
    assert type(refused.value) is case.error


@engines
@pytest.mark.parametrize("case", SHARED, ids=name)
def test_unfold_backward(engine, case):
    with pytest.raises(case.error, match=words(case.words("unfold_backward", "grad_output"))):
        engine.call("unfold_backward", case.columns(), (2, 3, 7, 6), case.kernel_size, **case.options)


@engines
@pytest.mark.parametrize("shape", [(2, 18, 24), (2, 12, 25), (2, 18, 5, 5), ()], ids=str)
def test_grad_output_of_a_wrong_shape(engine, shape):
    message = f"grad_output must have the shape of the output, (2, 18, 25), but has shape {shape}"
    with pytest.raises(ValueError, match=words(f"unfold_backward: {message}")):
        engine.call("unfold_backward", np.ones(shape), (2, 3, 7, 6), (3, 2))


@engines
@pytest.mark.parametrize(
    ("input_shape", "error", "message"),
    [
        ((3, 7, 6), ValueError, "must have 4 axes (batch, channels, height, width), but is (3, 7, 6)"),
        ((2, 3, 0, 6), ValueError, "is (2, 3, 0, 6): only the batch may be empty"),
        ((2, 3, 7.0, 6), TypeError, "must be a tuple of whole numbers, but is (2, 3, 7.0, 6)"),
        (7, TypeError, "must be a tuple of whole numbers, but is 7"),
    ],
    ids=str,
)
def test_input_shape(engine, input_shape, error, message):
    with pytest.raises(error, match=words(f"unfold_backward: input_shape {message}")):
        engine.call("unfold_backward", np.ones((2, 18, 25)), input_shape, (3, 2))


@pytest.mark.parametrize("module", [loops, vectorized])
def test_numpy_engines_take_arrays(module):
    with pytest.raises(TypeError, match=words("unfold: x must be a ndarray, but is a Tensor")):
        module.unfold(torch.ones(1, 1, 2, 2), 2)
    with pytest.raises(TypeError, match=words("fold: columns must be a ndarray, but is a list")):
        module.fold([[[1.0]]], 1, 1)


def test_torch_engine_takes_tensors():
    with pytest.raises(TypeError, match=words("fold: columns must be a Tensor, but is a ndarray")):
        torch_ops.fold(np.ones((1, 1, 1)), 1, 1)
