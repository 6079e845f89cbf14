"""Every layer on every engine against PyTorch's modules, and against central differences."""

import numpy as np
import pytest
import torch

from cnnlib import layers
from cnnlib.gradcheck import check_gradient
from tests.engines import tolerance
from tests.layer_cases import BY_NAME, CASES, as_numpy, cases, targets, upstream

dtypes = pytest.mark.parametrize("dtype", ["float32", "float64"])


@targets
@cases
@dtypes
def test_agrees_with_pytorch(target, case, dtype):
    layer, x = case.layer(dtype), case.x(dtype)
    grad_output = upstream(layer.output_shape(x.shape), dtype)
    right, right_grad_x, right_gradients = case.expected(layer, x, grad_output)
    out = target.move(layer)(target.own(x))
    grad_x = layer.backward(target.own(grad_output))
    assert type(out) is type(grad_x) is type(target.own(x))
    np.testing.assert_allclose(as_numpy(out), right, **tolerance(dtype), strict=True)
    np.testing.assert_allclose(as_numpy(grad_x), right_grad_x, **tolerance(dtype), strict=True)
    assert list(layer.gradients) == list(layer.parameters) == list(right_gradients)
    for name, gradient in layer.gradients.items():
        assert type(gradient) is type(layer.parameters[name])
        np.testing.assert_allclose(as_numpy(gradient), right_gradients[name], **tolerance(dtype), strict=True)


@cases
def test_agrees_with_central_differences(case):
    layer, x = case.layer(), case.x()
    grad_output = upstream(layer(x).shape)
    grad_x = layer.backward(grad_output)
    gradients = dict(layer.gradients)

    def loss(probe):
        return (grad_output * layer(probe)).sum()

    check_gradient(loss, x, grad_x)
    for name, array in layer.parameters.items():
        kept = array.copy()

        def loss_of_parameter(probe, array=array):
            array[...] = probe
            return loss(x)

        check_gradient(loss_of_parameter, kept, gradients[name])
        array[...] = kept


def test_every_layer_has_a_case():
    covered = {type(layer).__name__ for case in CASES for layer in case.make().walk()}
    kinds = {name for name in layers.__all__ if isinstance(getattr(layers, name), type)}
    assert covered == kinds - {"Layer", "Window"}


@cases
def test_shapes_are_known_beforehand(case):
    layer = case.layer()
    assert layer.output_shape(case.shape) == layer(case.x()).shape


@targets
@cases
def test_an_empty_batch_goes_through(target, case):
    layer = target.move(case.layer()).eval()
    x = np.empty((0, *case.shape[1:]))
    out = layer(target.own(x))
    grad_x = layer.backward(out)
    assert tuple(out.shape) == layer.output_shape(x.shape)
    assert tuple(grad_x.shape) == x.shape
    assert all((as_numpy(gradient) == 0).all() for gradient in layer.gradients.values())


@cases
def test_gradients_are_replaced_not_added(case):
    layer, x = case.layer(), case.x()
    grad_output = upstream(layer(x).shape)
    first = layer.backward(grad_output), dict(layer.gradients)
    layer(x)
    second = layer.backward(grad_output), dict(layer.gradients)
    np.testing.assert_equal(second, first)


@cases
def test_nothing_given_is_changed(case):
    layer, x = case.layer(), case.x()
    out = layer(x)
    grad_output = upstream(out.shape)
    kept = x.copy(), grad_output.copy()
    layer.backward(grad_output)
    np.testing.assert_equal((x, grad_output), kept)


@cases
def test_the_gradient_of_the_input_can_be_spared(case):
    layer, x = case.layer(), case.x()
    grad_output = upstream(layer(x).shape)
    layer.backward(grad_output)
    full = dict(layer.gradients)
    assert layer.backward(grad_output, needs_grad_x=False) is None
    np.testing.assert_equal(dict(layer.gradients), full)


@targets
def test_dropout_draws_one_mask_on_every_engine(target):
    x = np.ones((4, 5))
    layer = target.move(layers.Dropout(0.3, rng=4))
    out = as_numpy(layer(target.own(x)))
    assert set(out.ravel()) == {0, 1 / 0.7}
    np.testing.assert_array_equal(out, layers.Dropout(0.3, rng=4)(x))
    grad_output = upstream(x.shape)
    np.testing.assert_allclose(as_numpy(layer.backward(target.own(grad_output))), grad_output * out)


def test_dropout_draws_a_fresh_mask_each_time_and_none_in_evaluation():
    layer, x = layers.Dropout(0.5, rng=0), np.ones((8, 8))
    assert (layer(x) != layer(x)).any()
    before = layer.state_dict()["rng"]
    assert layer.eval()(x) is x
    np.testing.assert_array_equal(layer.state_dict()["rng"], before)


def test_dropouts_of_one_generator_are_independent():
    rng, x = np.random.default_rng(0), np.ones((8, 8))
    first, second = layers.Dropout(0.5, rng=rng), layers.Dropout(0.5, rng=rng)
    assert (first(x) != second(x)).any()


@targets
def test_batch_norm_keeps_running_statistics_as_pytorch(target):
    case = BY_NAME["batch-norm"]
    layer, module = case.layer(), torch.nn.BatchNorm2d(3).double()
    module.load_state_dict(
        {name: torch.from_numpy(a) for name, a in layer.state_dict().items()}, strict=False
    )
    target.move(layer)
    for step in range(3):
        x = case.x() * (step + 1) + step
        layer(target.own(x))
        module(torch.from_numpy(x))
    for name, buffer in layer.buffers.items():
        np.testing.assert_allclose(as_numpy(buffer), getattr(module, name).numpy(), rtol=1e-12)
    out, right = layer.eval()(target.own(x)), module.eval()(torch.from_numpy(x))
    np.testing.assert_allclose(as_numpy(out), right.detach().numpy(), rtol=1e-12)
