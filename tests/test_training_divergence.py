"""NaN and infinity end a training; the error names the step and the layer where they appeared first."""

import numpy as np
import pytest

from cnnlib.layers import BatchNorm2d, Dropout, Flatten, Layer, Linear, ReLU, Sequential
from cnnlib.ops import torch_ops
from cnnlib.optim import SGD
from cnnlib.training import Loss, TrainingDiverged, fit, load_checkpoint
from tests.training_cases import CLASSES, assert_same_state, bars, network


class Failing(Layer):
    """Pass everything on, until the so-manieth pass of the named direction gives NaN."""

    def __init__(self, direction, at):
        super().__init__()
        self.direction, self.at, self.calls = direction, at, {"forward": 0, "backward": 0}

    def compute(self, x):
        """Count a forward pass."""
        return self._count("forward", x), None

    def compute_gradients(self, grad_output, saved, needs_grad_x):
        """Count a backward pass."""
        return self._count("backward", grad_output), {}

    def _count(self, direction, array):
        if self.training:
            self.calls[direction] += 1
        fails = direction == self.direction and self.calls[direction] >= self.at
        return array * float("nan") if fails else array


def model_with(layer):
    rng = np.random.default_rng(0)
    return Sequential(
        flatten=Flatten(),
        first=Linear(36, 8, rng=rng),
        block=Sequential(inner=Linear(8, 8, rng=rng), failing=layer),
        last=Linear(8, CLASSES, rng=rng),
    )


def diverge(model, *, data=None, epochs=5, lr=0.01, **options):
    options = {"batch_size": 16, "progress": False} | options
    with pytest.raises(TrainingDiverged) as caught:
        fit(model, *(data or bars()), optimizer=SGD(model, lr=lr), epochs=epochs, **options)
    return caught.value


def test_an_output():
    error = diverge(model_with(Failing("forward", 5)))
    assert (error.step, error.layer, error.quantity) == (5, "block.failing", "output")
    assert str(error) == (
        "fit: at step 5 the output of block.failing (Failing) became NaN or infinite: "
        "try a lower learning rate"
    )
    assert (len(error.history), len(error.history.step_loss)) == (1, 5)
    assert np.isnan(error.history.step_loss[-1])
    assert np.isfinite(error.history.step_loss[:-1]).all()


def test_a_gradient_in_the_middle_of_an_epoch():
    """The parameters of the layers below it spoil the next step; the first to be spoiled is named."""
    error = diverge(model_with(Failing("backward", 4)))
    assert (error.step, error.layer, error.quantity) == (4, "block.inner", "gradient")
    assert "at step 4 the gradient of block.inner." in str(error)


def test_a_gradient_in_the_last_step_of_an_epoch():
    error = diverge(model_with(Failing("backward", 6)))
    assert (error.step, error.layer, error.quantity) == (6, "block.inner", "gradient")
    assert len(error.history) == 1


def test_a_parameter():
    """Gradients are finite, but the step is too large for float32."""
    x, y = bars()
    model = Sequential(flatten=Flatten(), scores=Linear(36, CLASSES))
    error = diverge(model, data=(1e3 * x, y), lr=1e38)
    assert (error.step, error.layer, error.quantity) == (1, "scores", "parameter")
    assert "at step 1 the parameter scores.weight became" in str(error)


def test_a_parameter_of_a_model_that_is_one_layer():
    x, y = bars()
    error = diverge(Linear(36, CLASSES), data=(1e3 * x.reshape(len(x), -1), y), lr=1e38)
    assert (error.layer, error.quantity) == ("Linear", "parameter")


def test_the_input():
    x, y = bars()
    x[7, 0, 0, 0] = np.inf
    error = diverge(model_with(Failing("forward", 99)), data=(x, y))
    assert (error.layer, error.quantity) == ("input", "value")
    assert 1 <= error.step <= 3
    assert str(error).endswith(
        "the input (as augmented) became NaN or infinite: look for it in x, and in what augment makes of x"
    )


def test_the_loss_alone():
    loss = Loss(lambda out, target: float("inf"), lambda out, target: out)
    error = diverge(model_with(Failing("forward", 99)), loss=loss)
    assert (error.step, error.layer, error.quantity) == (1, "loss", "value")
    assert str(error).endswith("try a lower learning rate, and look whether y is finite")


def test_a_buffer():
    """A running variance overflows in float32 while the normalized outputs stay finite."""
    x, y = bars()
    model = Sequential(norm=BatchNorm2d(1), flatten=Flatten(), last=Linear(36, CLASSES))
    model.load_state_dict(model.state_dict() | {"norm.running_mean": np.array([np.inf])})
    error = diverge(model, data=(x, y))
    assert (error.step, error.layer, error.quantity) == (3, "norm", "buffer")


def test_on_torch():
    error = diverge(network().to(engine=torch_ops), lr=1e30)
    assert error.step <= 3


def test_the_checkpoint_keeps_the_last_epoch(tmp_path):
    path, saved = tmp_path / "training.npz", []
    model = model_with(Failing("forward", 8))

    def remember(history):
        saved.append(model.state_dict())

    error = diverge(model, checkpoint=path, callbacks=remember)
    assert error.checkpoint == path
    assert len(load_checkpoint(path, model)) == len(error.history) == 2
    for name, array in model.state_dict().items():
        np.testing.assert_array_equal(array, saved[-1][name])


def test_looking_for_the_layer_leaves_no_trace():
    model = model_with(Failing("forward", 1))
    diverge(model)
    assert not any("forward" in vars(layer) for layer in model.walk())
    assert all(layer.training for layer in model.walk())
    assert_same_state(model, model_with(Failing("forward", 1)))


def test_looking_for_the_layer_draws_no_random_numbers():
    model, twin = (
        Sequential(flatten=Flatten(), drop=Dropout(0.5), last=Linear(36, CLASSES), failing=layer)
        for layer in (Failing("forward", 1), ReLU())
    )
    diverge(model)
    twin(np.ones((16, 1, 6, 6), "float32"))
    assert_same_state(model, twin)
