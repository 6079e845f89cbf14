"""Training learns, as PyTorch does, from any library's arrays, the same from the same seed."""

import numpy as np
import pytest
import torch
from torch import nn

from cnnlib.layers import Linear
from cnnlib.ops import torch_ops
from cnnlib.optim import SGD, Adam
from cnnlib.training import EarlyStopping, History, Loss, evaluate, fit
from tests.engines import DEVICES
from tests.training_cases import CLASSES, assert_same_state, bars, jitter, momentum, network


def train(model=None, data=None, **options):
    """Train for a few epochs and return the model and its history."""
    model = model or network()
    options = {"epochs": 3, "batch_size": 16, "progress": False} | options
    optimizer = options.pop("optimizer", None) or momentum(model)
    return model, fit(model, *(data or bars()), optimizer=optimizer, **options)


def test_learns():
    model, history = train(epochs=15)
    assert history.loss[-1] < 0.2 < 0.9 < history.loss[0]
    assert evaluate(model, *bars(100, seed=1)).accuracy >= 0.97


def test_takes_the_steps_of_pytorch():
    """The batches are recorded, and a loop written with PyTorch is run over them."""
    x, y = bars(dtype="float64")
    x, batches = x.reshape(len(x), -1), []

    def record(batch, *, rng):
        batches.append(batch)
        return batch

    model = Linear(36, CLASSES, dtype="float64")
    twin = nn.Linear(36, CLASSES, dtype=torch.float64)
    for parameter, name in ((twin.weight, "weight"), (twin.bias, "bias")):
        parameter.data = torch.tensor(model.parameters[name])
    _, history = train(model, (x, y), augment=record)
    optimizer = torch.optim.SGD(twin.parameters(), lr=0.05, momentum=0.9, weight_decay=1e-3)
    labels = {row.tobytes(): label for row, label in zip(x, y)}
    for batch, loss in zip(batches, history.step_loss, strict=True):
        target = torch.tensor([labels[row.tobytes()] for row in batch])
        expected = nn.functional.cross_entropy(twin(torch.tensor(batch)), target)
        assert loss == pytest.approx(expected.item(), rel=1e-12)
        optimizer.zero_grad()
        expected.backward()
        optimizer.step()
    np.testing.assert_allclose(model.parameters["weight"], twin.weight.detach(), rtol=1e-11)


def test_each_epoch_shows_every_example_once_in_another_order():
    seen = []

    def record(batch, *, rng):
        seen.append(batch[:, 0])
        return batch

    x = np.arange(10, dtype="float32").reshape(10, 1)
    train(Linear(1, 2), (x, np.zeros(10, int)), batch_size=4, epochs=2, augment=record)
    assert [len(batch) for batch in seen] == [4, 4, 2, 4, 4, 2]
    first, second = np.concatenate(seen[:3]), np.concatenate(seen[3:])
    np.testing.assert_array_equal(np.sort(first), np.arange(10))
    np.testing.assert_array_equal(np.sort(second), np.arange(10))
    assert (first != second).any()
    assert (first != np.arange(10)).any()


def test_history():
    validation = bars(20, seed=1)
    model, history = train(validation=validation, epochs=4)
    assert len(history) == 4
    for name in ("loss", "accuracy", "validation_loss", "validation_accuracy", "lr", "seconds"):
        assert getattr(history, name).shape == (4,)
        assert getattr(history, name).dtype == np.float64
    assert history.step_loss.shape == (4 * 3,)
    sizes = np.tile([16, 16, 8], 4)
    means = (history.step_loss * sizes).reshape(4, 3).sum(axis=1) / 40
    np.testing.assert_allclose(history.loss, means)
    result = evaluate(model, *validation)
    assert (result.loss, result.accuracy) == (history.validation_loss[-1], history.validation_accuracy[-1])
    assert (history.seconds > 0).all()
    assert history.stopped is None
    assert repr(history).startswith("History(4 epochs, 12 steps, last loss 0.")


def test_without_validation_there_are_no_numbers_of_it():
    _, history = train()
    assert np.isnan(history.validation_loss).all()
    assert np.isnan(history.validation_accuracy).all()


def test_no_epochs_change_nothing():
    model, history = train(epochs=0)
    assert len(history) == 0
    assert_same_state(model, network())


def test_one_seed_gives_one_result():
    first, one = train(augment=jitter, rng=5)
    second, two = train(augment=jitter, rng=5)
    _, three = train(augment=jitter, rng=6)
    assert_same_state(first, second)
    np.testing.assert_array_equal(one.step_loss, two.step_loss)
    assert (one.step_loss != three.step_loss).any()


def test_examples_come_in_the_same_order_with_augmentation():
    plain, augmented = [], []
    train(augment=lambda batch, rng: plain.append(batch) or batch)
    train(augment=lambda batch, rng: augmented.append(batch) or jitter(batch, rng=rng))
    for first, second in zip(plain, augmented, strict=True):
        np.testing.assert_array_equal(first, second)


def test_the_schedule_sets_the_rate_of_each_step():
    asked = []

    def schedule(epoch):
        asked.append(epoch)
        return 0.1 / (1 + epoch)

    _, history = train(schedule=schedule, epochs=2)
    assert asked == pytest.approx([0, 1 / 3, 2 / 3, 1, 4 / 3, 5 / 3])
    np.testing.assert_allclose(history.lr, [0.1 / (5 / 3), 0.1 / (8 / 3)])


def test_squared_error_and_losses_of_ones_own():
    x = np.random.default_rng(0).standard_normal((30, 4))
    y = x @ np.array([[1.0], [2.0], [-1.0], [0.5]])
    by_name, history = train(Linear(4, 1, dtype="float64"), (x, y), loss="mse", epochs=60)
    assert history.loss[-1] < 1e-2
    assert np.isnan(history.accuracy).all()
    own = Loss(
        lambda out, target: ((out - target) ** 2).mean(), lambda out, target: 2 * (out - target) / out.size
    )
    by_object, _ = train(Linear(4, 1, dtype="float64"), (x, y), loss=own, epochs=60)
    for name, array in by_name.parameters.items():
        np.testing.assert_allclose(array, by_object.parameters[name], rtol=1e-12)


@pytest.mark.parametrize("device", DEVICES)
def test_trains_on_any_device_to_the_numbers_of_numpy(device):
    x, y = bars(dtype="float64")
    here, expected = train(network(dtype="float64"), (x, y), validation=(x, y), augment=jitter)
    model = network(dtype="float64").to(device, engine=torch_ops)
    _, history = train(model, (x, y), validation=(x, y), augment=jitter)
    np.testing.assert_allclose(history.step_loss, expected.step_loss, rtol=1e-9)
    np.testing.assert_allclose(history.validation_loss, expected.validation_loss, rtol=1e-9)
    tensors = torch.from_numpy(x).to(device), torch.from_numpy(y).to(device)
    result = evaluate(model, *tensors)
    assert result.loss == pytest.approx(evaluate(here, x, y).loss, rel=1e-9)
    assert isinstance(result.predictions, np.ndarray)


def test_takes_tensors_for_a_model_of_numpy_and_other_precisions():
    x, y = bars(dtype="float64")
    _, expected = train(data=(x.astype("float32"), y))
    _, history = train(data=(torch.from_numpy(x), torch.from_numpy(y).to(torch.uint8)))
    np.testing.assert_array_equal(history.step_loss, expected.step_loss)


@pytest.mark.parametrize("optimizer", [SGD, Adam])
def test_leaves_each_layers_mode_and_the_data_as_they_were(optimizer):
    model, (x, y) = network(), bars()
    model["drop"].eval()
    before = x.copy()
    train(model, (x, y), optimizer=optimizer(model, lr=0.01), validation=(x, y))
    evaluate(model, x, y)
    assert [layer.training for layer in model] == [True, True, True, True, True, False, True]
    np.testing.assert_array_equal(x, before)


def test_trains_in_training_mode():
    one, two = network().eval(), network()
    train(one)
    train(two)
    assert not any(layer.training for layer in one.walk())
    assert_same_state(one, two)


def test_a_callback_ends_the_training():
    seen = []
    _, history = train(
        epochs=9, callbacks=lambda history: seen.append(len(history)) or np.bool_(len(seen) == 4)
    )
    assert seen == [1, 2, 3, 4]
    assert (len(history), history.stopped) == (4, "callback")


def test_every_callback_is_called():
    calls = []
    train(epochs=1, callbacks=[lambda h: calls.append(1) or True, lambda h: calls.append(2)])
    assert calls == [1, 2]


@pytest.mark.parametrize(
    ("monitor", "values", "stops"),
    [
        ("validation_loss", [3, 2, 1, 1.5, 1.4], [0, 0, 0, 0, 1]),
        ("validation_accuracy", [0.5, 0.4, 0.6, 0.6, 0.6], [0, 0, 0, 0, 1]),
        ("loss", [3, 2.95, 2.9, 2.8], [0, 0, 1, 0]),
    ],
)
def test_early_stopping(monitor, values, stops):
    stop = EarlyStopping(patience=2, monitor=monitor, min_delta=0.15 if monitor == "loss" else 0)
    seen = [stop(History(**{monitor: np.array(values[:end])})) for end in range(1, len(values) + 1)]
    assert seen == [bool(flag) for flag in stops]


def test_early_stopping_ends_a_training():
    _, history = train(epochs=50, validation=bars(20, seed=1), callbacks=EarlyStopping(patience=3))
    best = int(np.argmin(history.validation_loss))
    assert len(history) == best + 4 < 50


def interrupt_at(call):
    """Return an augmentation that is interrupted the so-manieth time it is called."""
    calls = []

    def augment(x, *, rng):
        calls.append(1)
        if len(calls) == call:
            raise KeyboardInterrupt
        return x

    return augment


def test_an_interruption_leaves_model_and_history(tmp_path):
    model, history = train(epochs=9, augment=interrupt_at(8), checkpoint=tmp_path / "training.npz")
    assert (len(history), len(history.step_loss), history.stopped) == (2, 7, "interrupted")
    assert np.isfinite(evaluate(model, *bars()).loss)
    assert all(layer.training for layer in model.walk())
    assert (tmp_path / "training.npz").exists()


def test_confusion():
    scores = np.eye(3, dtype="float64")[[0, 1, 2, 2, 1]]
    model = Linear(3, 3, dtype="float64")
    model.set_parameter("weight", np.eye(3))
    model.set_parameter("bias", np.zeros(3))
    result = evaluate(model, scores, np.array([0, 1, 2, 1, 1]), batch_size=2)
    np.testing.assert_array_equal(result.confusion, [[1, 0, 0], [0, 2, 1], [0, 0, 1]])
    np.testing.assert_array_equal(result.predictions, [0, 1, 2, 2, 1])
    assert result.accuracy == pytest.approx(0.8)
    expected = nn.functional.cross_entropy(torch.tensor(scores), torch.tensor([0, 1, 2, 1, 1]))
    assert result.loss == pytest.approx(expected.item(), rel=1e-12)
    assert repr(result) == f"Evaluation(loss={result.loss:.4f}, accuracy=0.8000, examples=5)"


@pytest.mark.parametrize("dtype", ["uint8", "uint64"])
def test_confusion_of_labels_in_few_bits(dtype):
    model = Linear(20, 20)
    model.set_parameter("weight", np.eye(20))
    model.set_parameter("bias", np.zeros(20))
    result = evaluate(model, np.eye(20, dtype="float32"), np.arange(20).astype(dtype))
    np.testing.assert_array_equal(result.confusion, np.eye(20))


def test_evaluation_of_numbers_predicts_no_classes():
    x = np.ones((4, 2), "float32")
    result = evaluate(Linear(2, 2), x, x, loss="mse")
    assert np.isnan(result.accuracy)
    with pytest.raises(ValueError, match="the targets are no classes"):
        _ = result.predictions
