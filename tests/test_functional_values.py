"""cnnlib.functional against PyTorch's own functions and autograd, in NumPy and in torch."""

import numpy as np
import pytest
import torch

from cnnlib import functional
from tests.engines import no_gpu
from tests.functional_cases import CASES, as_numpy, cases, expected, libraries, name, tolerance, upstream

dtypes = pytest.mark.parametrize("dtype", ["float32", "float64"])


@libraries
@cases
@dtypes
def test_forward(library, case, dtype):
    arrays = case.arrays(dtype)
    out = case.forward(*map(library.own, arrays))
    assert library.owns(out)
    assert as_numpy(out).dtype == dtype
    np.testing.assert_allclose(as_numpy(out), expected(case, arrays)[0], **tolerance(dtype), strict=True)


@libraries
@cases
@dtypes
def test_backward(library, case, dtype):
    arrays = case.arrays(dtype)
    grad_output = upstream(expected(case, arrays)[0])
    gradients = case.gradients(library.own(grad_output), [library.own(array) for array in arrays])
    for gradient, right in zip(gradients, expected(case, arrays, grad_output)[1], strict=True):
        assert library.owns(gradient)
        np.testing.assert_allclose(as_numpy(gradient), right, **tolerance(dtype), strict=True)


def test_every_function_has_a_case():
    covered = {case.name.split("-")[0].rstrip("012") for case in CASES} | {"dropout"}
    assert covered == {function for function in functional.__all__ if not function.endswith("_backward")}
    assert {f"{function}_backward" for function in covered} < set(functional.__all__)


@libraries
@cases
def test_arguments_are_left_as_they_were(library, case):
    kept = case.arrays()
    arrays = [library.own(array.copy()) for array in kept]
    out = case.forward(*arrays)
    out_kept = as_numpy(out).copy()
    grad_output = library.own(np.asarray(out_kept) + 1)
    case.gradients(grad_output, arrays)
    case.backward(grad_output, *arrays, out)
    for array, original in zip((*arrays, out, grad_output), (*kept, out_kept, out_kept + 1)):
        np.testing.assert_array_equal(as_numpy(array), original)


@libraries
@cases
def test_results_share_no_memory_with_arguments(library, case):
    arrays = [library.own(array) for array in case.arrays()]
    out = case.forward(*arrays)
    grad_output = library.own(upstream(as_numpy(out)))
    results = out, *case.gradients(grad_output, arrays)
    for result in results:
        for argument in (*arrays, grad_output):
            assert not np.shares_memory(as_numpy(result), as_numpy(argument))


@libraries
@cases
def test_any_memory_order(library, case):
    arrays = case.arrays()
    right, gradients = expected(case, arrays)
    strided = [np.repeat(array[..., None], 2, axis=-1)[..., 0].T.copy().T for array in arrays]
    out = case.forward(*map(library.own, strided))
    np.testing.assert_allclose(as_numpy(out), right, **tolerance("float64"))
    ones = library.own(np.ones(right.shape, order="F"))
    for gradient, wanted in zip(case.gradients(ones, [library.own(a) for a in strided]), gradients):
        np.testing.assert_allclose(as_numpy(gradient), wanted, **tolerance("float64"))


EMPTY = [case for case in CASES if not case.name.startswith(("batch_norm", "softmax0", "cross_entropy"))]


@libraries
@pytest.mark.parametrize("case", EMPTY, ids=name)
def test_empty_batch(library, case):
    arrays = [
        a[:0] if place == 0 or case.name.startswith("mse") else a for place, a in enumerate(case.arrays())
    ]
    right, gradients = expected(case, arrays)
    np.testing.assert_array_equal(as_numpy(case.forward(*map(library.own, arrays))), right, strict=True)
    ones = library.own(np.ones_like(right))
    for gradient, wanted in zip(case.gradients(ones, [library.own(a) for a in arrays]), gradients):
        np.testing.assert_array_equal(as_numpy(gradient), wanted, strict=True)


@libraries
@pytest.mark.parametrize(("reduction", "right"), [("mean", np.nan), ("sum", 0.0), ("none", np.empty(0))])
def test_cross_entropy_of_an_empty_batch(library, reduction, right):
    x, target = library.own(np.empty((0, 3))), library.own(np.empty(0, "int64"))
    out = functional.cross_entropy(x, target, reduction=reduction)
    np.testing.assert_array_equal(as_numpy(out), right)
    grad_output = library.own(np.zeros(np.shape(right)))
    gradient = functional.cross_entropy_backward(grad_output, x, target, reduction=reduction)
    assert tuple(gradient.shape) == (0, 3)


@libraries
def test_batch_norm_of_an_empty_batch_with_constants(library):
    x, vector = library.own(np.empty((0, 3, 2))), library.own(np.ones(3))
    out, _, _ = functional.batch_norm(x, vector, vector, vector, vector)
    gradients = functional.batch_norm_backward(out, x, vector, vector, vector, fixed=True)
    assert [tuple(gradient.shape) for gradient in (out, *gradients)] == [(0, 3, 2), (0, 3, 2), (3,), (3,)]
    np.testing.assert_array_equal(as_numpy(gradients[1]), np.zeros(3))


@libraries
@pytest.mark.parametrize("function", ["sigmoid", "tanh", "scaled_tanh", "relu"])
def test_a_single_number(library, function):
    out = getattr(functional, function)(library.own(np.array(0.5)))
    assert out.shape == ()
    assert library.owns(out)
    gradient = getattr(functional, f"{function}_backward")(out, out)
    assert library.owns(gradient)


@libraries
@pytest.mark.parametrize("grad_output", [2, 2.0, np.float64(2), np.float32(2), np.int64(2)], ids=repr)
@dtypes
def test_grad_output_of_a_loss_may_be_a_number(library, grad_output, dtype):
    x, target = library.own(np.ones((2, 3), dtype)), library.own(np.array([0, 2]))
    array = library.own(np.array(2.0, dtype))
    for backward, right in (
        (functional.cross_entropy_backward, target),
        (functional.mse_loss_backward, 2 * x),
    ):
        gradient = as_numpy(backward(grad_output, x, right))
        np.testing.assert_array_equal(gradient, as_numpy(backward(array, x, right)), strict=True)


@libraries
@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16", "int32", "int64"])
def test_classes_of_any_whole_dtype(library, dtype):
    x = np.arange(600.0).reshape(2, 300)
    target = np.array([0, 127], dtype)
    out = functional.cross_entropy(library.own(x), library.own(target), reduction="sum")
    right = expected_cross_entropy(x, target)
    np.testing.assert_allclose(as_numpy(out), right, rtol=1e-12)


def expected_cross_entropy(x, target):
    return torch.nn.functional.cross_entropy(
        torch.from_numpy(x), torch.from_numpy(target).long(), reduction="sum"
    )


@pytest.mark.parametrize("device", ["cpu", pytest.param("cuda", marks=[pytest.mark.cuda, no_gpu])])
@pytest.mark.parametrize(("dtype", "rtol"), [(torch.float16, 4e-3), (torch.bfloat16, 3e-2)], ids=str)
@cases
def test_half_precision(device, dtype, rtol, case):
    arrays = [torch.from_numpy(array).to(device, dtype) for array in case.arrays()]
    rounded = [array.double().cpu().numpy() for array in arrays]
    out = case.forward(*arrays)
    grad_output = out * 0 + 1
    right, gradients = expected(case, rounded)
    for result, wanted in zip((out, *case.gradients(grad_output, arrays)), (right, *gradients), strict=True):
        assert result.dtype == dtype
        scale = max(np.abs(wanted).max(), 1)
        np.testing.assert_allclose(result.double().cpu().numpy(), wanted, rtol=rtol, atol=2 * rtol * scale)
