"""unfold, fold and their gradients of every engine against PyTorch's own and autograd."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from cnnlib import shapes
from cnnlib.gradcheck import check_gradient
from cnnlib.ops import torch_ops
from tests.engines import DEVICES, ENGINES, operators_of, tolerance
from tests.unfold_cases import CASES, UnfoldCase, name

engines = pytest.mark.parametrize("engine", ENGINES)
cases = pytest.mark.parametrize("case", CASES, ids=name)
dtypes = pytest.mark.parametrize("dtype", ["float32", "float64"])
SMALL = UnfoldCase(
    "small", (1, 2, 3, 4), 2, {"padding": ((1, 0), (0, 1)), "stride": (1, 2), "dilation": (2, 1)}
)


def padding_of(case):
    steps = {key: value for key, value in case.options.items() if key != "padding"}
    return shapes.resolve_padding(case.options.get("padding", 0), case.kernel_size, **steps), steps


def expected_unfold(case, x):
    """Unfold with PyTorch's own function, after padding: it knows symmetric padding only."""
    ((top, bottom), (left, right)), steps = padding_of(case)
    return functional.unfold(functional.pad(x, (left, right, top, bottom)), case.kernel_size, **steps)


def expected_fold(case, columns):
    """Fold with PyTorch's own function to the padded images, and cut the padding off."""
    ((top, bottom), (left, right)), steps = padding_of(case)
    height, width = case.x[2:]
    padded = functional.fold(
        columns, (top + height + bottom, left + width + right), case.kernel_size, **steps
    )
    return padded[:, :, top : top + height, left : left + width]


def columns_of(case, dtype="float64"):
    return case.array(dtype, shapes.unfold_geometry(case.x, case.kernel_size, **case.options).columns_shape)


@engines
@cases
@dtypes
def test_unfold(engine, case, dtype):
    x = case.array(dtype)
    columns = engine.call("unfold", x, case.kernel_size, **case.options)
    assert columns.dtype == dtype
    np.testing.assert_array_equal(columns, expected_unfold(case, torch.from_numpy(x)).numpy(), strict=True)


@engines
@cases
@dtypes
def test_fold(engine, case, dtype):
    columns = columns_of(case, dtype)
    x = engine.call("fold", columns, case.x[2:], case.kernel_size, **case.options)
    assert x.dtype == dtype
    assert x.shape == case.x
    np.testing.assert_allclose(x, expected_fold(case, torch.from_numpy(columns)).numpy(), **tolerance(dtype))


@engines
@cases
def test_gradients(engine, case):
    x, columns = case.array(), columns_of(case)
    x_torch, columns_torch = (torch.from_numpy(a).requires_grad_() for a in (x, columns))
    expected_unfold(case, x_torch).backward(torch.from_numpy(columns))
    grad_x = engine.call("unfold_backward", columns, case.x, case.kernel_size, **case.options)
    np.testing.assert_allclose(grad_x, x_torch.grad.numpy(), **tolerance("float64"))
    expected_fold(case, columns_torch).backward(torch.from_numpy(x))
    grad_columns = engine.call("fold_backward", x, case.kernel_size, **case.options)
    np.testing.assert_allclose(grad_columns, columns_torch.grad.numpy(), **tolerance("float64"))


@engines
@cases
def test_fold_is_the_adjoint_of_unfold(engine, case):
    x, columns = case.array(), columns_of(case)
    unfolded = engine.call("unfold", x, case.kernel_size, **case.options)
    folded = engine.call("fold", columns, case.x[2:], case.kernel_size, **case.options)
    np.testing.assert_allclose((unfolded * columns).sum(), (x * folded).sum(), rtol=1e-10, atol=1e-10)


@engines
def test_worked_by_hand(engine):
    x = np.arange(12.0).reshape(1, 2, 2, 3)
    columns = engine.call("unfold", x, (2, 1), stride=(1, 2))
    assert columns.tolist() == [[[0, 2], [3, 5], [6, 8], [9, 11]]]
    assert engine.call("fold", columns, (2, 3), (2, 1), stride=(1, 2)).tolist() == [
        [[[0, 0, 2], [3, 0, 5]], [[6, 0, 8], [9, 0, 11]]]
    ]
    assert engine.call("fold", np.ones((1, 4, 4)), 3, 2).tolist() == [[[[1, 2, 1], [2, 4, 2], [1, 2, 1]]]]


@engines
def test_convolution_is_a_product_with_the_columns(engine):
    rng = np.random.default_rng(0)
    x, weight = rng.standard_normal((2, 3, 7, 6)), rng.standard_normal((5, 3, 3, 2))
    options = {"stride": (2, 1), "padding": ((1, 0), (0, 1)), "dilation": (2, 1)}
    product = weight.reshape(5, -1) @ engine.call("unfold", x, (3, 2), **options)
    out = engine.conv2d(x, weight, **options)
    np.testing.assert_allclose(product.reshape(out.shape), out, rtol=1e-11, atol=1e-12)


@engines
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf], ids=str)
def test_not_finite_stays_in_its_place(engine, value):
    case = CASES[0]
    x, columns = case.array(), columns_of(case)
    x[1, 2, 3, 4] = columns[1, 2, 3] = value
    right = expected_unfold(case, torch.from_numpy(x)).numpy()
    np.testing.assert_array_equal(engine.call("unfold", x, (3, 2), **case.options), right)
    folded = engine.call("fold", columns, (7, 6), (3, 2), **case.options)
    np.testing.assert_allclose(folded, expected_fold(case, torch.from_numpy(columns)).numpy(), rtol=1e-11)
    assert (~np.isfinite(folded)).sum() == 1


@engines
def test_opposite_infinities_add_up_to_nan(engine):
    columns = np.array([[[np.inf, 1.0], [2.0, -np.inf]]])
    folded = engine.call("fold", columns, (1, 3), (1, 2))
    np.testing.assert_array_equal(folded, [[[[np.inf, 3.0, -np.inf]]]])
    columns = np.array([[[0.0, -np.inf], [np.inf, 0.0]]])
    np.testing.assert_array_equal(engine.call("fold", columns, (1, 3), (1, 2)), [[[[0.0, np.nan, 0.0]]]])


@engines
def test_any_memory_order(engine):
    case = CASES[1]
    x, columns = (np.ascontiguousarray(a.T).T for a in (case.array(), columns_of(case)))
    right = expected_unfold(case, torch.from_numpy(case.array())).numpy()
    np.testing.assert_array_equal(engine.call("unfold", x, case.kernel_size, **case.options), right)
    right = expected_fold(case, torch.from_numpy(columns_of(case))).numpy()
    folded = engine.call("fold", columns, case.x[2:], case.kernel_size, **case.options)
    np.testing.assert_allclose(folded, right, rtol=1e-11)


@engines
@pytest.mark.parametrize("kernel_size", [1, 2])
def test_results_are_new_and_can_be_written_to(engine, kernel_size):
    x, columns = np.ones((1, 1, 3, 3)), np.ones((1, kernel_size**2, (4 - kernel_size) ** 2))
    for result in (
        engine.call("unfold", x, kernel_size),
        engine.call("fold_backward", x, kernel_size),
        engine.call("fold", columns, 3, kernel_size),
        engine.call("unfold_backward", columns, x.shape, kernel_size),
    ):
        result += 1
    assert (x == 1).all()
    assert (columns == 1).all()


@engines
def test_gradients_agree_with_differences(engine):
    x, columns = SMALL.array(), columns_of(SMALL)
    grad_x = engine.call("unfold_backward", columns, SMALL.x, SMALL.kernel_size, **SMALL.options)
    check_gradient(
        lambda x: (engine.call("unfold", x, SMALL.kernel_size, **SMALL.options) * columns).sum(), x, grad_x
    )
    grad_columns = engine.call("fold_backward", x, SMALL.kernel_size, **SMALL.options)
    check_gradient(
        lambda c: (engine.call("fold", c, SMALL.x[2:], SMALL.kernel_size, **SMALL.options) * x).sum(),
        columns,
        grad_columns,
    )


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("case", [SMALL, CASES[0], CASES[-3]], ids=name)
def test_autograd_agrees_with_differences(device, case):
    x, columns = (torch.from_numpy(a).to(device).requires_grad_() for a in (case.array(), columns_of(case)))
    options = case.options
    assert torch.autograd.gradcheck(lambda x: torch_ops.unfold(x, case.kernel_size, **options), (x,))
    assert torch.autograd.gradcheck(
        lambda c: torch_ops.fold(c, case.x[2:], case.kernel_size, **options), (columns,)
    )


def test_results_may_be_changed_under_autograd():
    x, columns = torch.ones(1, 4, 3, 3, requires_grad=True), torch.ones(1, 4, 9, requires_grad=True)
    for out in (
        torch_ops.unfold(x, 1),
        torch_ops.fold(columns, 3, 1),
        torch_ops.fold(columns, 2, 2, padding=1),
    ):
        out *= 2
        out.sum().backward()
    assert (x.grad == 2).all()
    assert columns.grad.sum() == 2 * (4 * 9) + 2 * (4 * 4)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16], ids=str)
def test_half_precision_is_summed_in_single(device, dtype):
    columns = torch.full((1, 9, 49), 1 / 3).to(device, dtype)
    columns[0, 0] = 100.0
    folded = torch_ops.fold(columns, 9, 3)
    right = functional.fold(columns.double().cpu(), 9, 3).to(dtype)
    torch.testing.assert_close(folded.cpu(), right, rtol=0, atol=0)
    torch.testing.assert_close(torch_ops.unfold_backward(columns, (1, 1, 9, 9), 3), folded, rtol=0, atol=0)
    unfolded = torch_ops.unfold(folded, 3)
    torch.testing.assert_close(unfolded.cpu(), functional.unfold(right, 3), rtol=0, atol=0)
    torch.testing.assert_close(torch_ops.fold_backward(folded, 3), unfolded, rtol=0, atol=0)


def test_torch_engine_uses_no_unfolding_of_pytorch():
    def both():
        x = torch.ones(1, 2, 5, 5, requires_grad=True)
        torch_ops.fold(torch_ops.unfold(x, 3), 5, 3).sum().backward()

    assert not [name for name in operators_of(both) if "im2col" in name or "col2im" in name]
