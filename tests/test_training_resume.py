"""A training that was cut goes on to the same bits; a checkpoint that does not fit is refused."""

import json
import shutil

import numpy as np
import pytest

from cnnlib.layers import Linear, read_state, write_state
from cnnlib.ops import torch_ops
from cnnlib.optim import SGD, Adam, OneCycleSchedule
from cnnlib.training import EarlyStopping, fit, load_checkpoint
from tests.training_cases import assert_same_state, bars, jitter, momentum, network


def train(model, path, *, epochs, optimizer=momentum, **options):
    options = {"batch_size": 16, "progress": False, "augment": jitter} | options
    return fit(model, *bars(), optimizer=optimizer(model), epochs=epochs, checkpoint=path, **options)


def adam(model):
    return Adam(model, lr=0.01)


def assert_same_history(first, second):
    for name, array in first.arrays().items():
        if name != "seconds":
            np.testing.assert_array_equal(array, second.arrays()[name], err_msg=name)


@pytest.mark.parametrize("suffix", [".npz", ".safetensors"])
@pytest.mark.parametrize("optimizer", [momentum, adam])
def test_four_epochs_are_two_and_two_more(tmp_path, optimizer, suffix):
    options = {
        "optimizer": optimizer,
        "schedule": OneCycleSchedule(0.1, epochs=4),
        "validation": bars(9, seed=3),
    }
    whole, parted, resumed = network(), network(), network(seed=9)
    expected = train(whole, tmp_path / f"whole{suffix}", epochs=4, **options)
    path = tmp_path / f"parted{suffix}"
    train(parted, path, epochs=2, **options)
    history = train(resumed, path, epochs=4, resume=True, rng=77, **options)
    assert_same_history(expected, history)
    assert_same_state(whole, resumed)


def test_an_interrupted_training_resumes_from_its_last_epoch(tmp_path):
    calls = []

    def interrupted(x, *, rng):
        calls.append(1)
        if len(calls) == 8:
            raise KeyboardInterrupt
        return jitter(x, rng=rng)

    whole, cut = network(), network()
    expected = train(whole, None, epochs=4)
    path = tmp_path / "cut.npz"
    assert train(cut, path, epochs=4, augment=interrupted).stopped == "interrupted"
    history = train(cut, path, epochs=4, resume=True)
    assert_same_history(expected, history)
    assert_same_state(whole, cut)


def test_resumes_on_torch(tmp_path):
    whole, parted, resumed = (network().to(engine=torch_ops) for _ in range(3))
    expected = train(whole, None, epochs=4)
    train(parted, tmp_path / "parted.npz", epochs=2)
    assert_same_history(expected, train(resumed, tmp_path / "parted.npz", epochs=4, resume=True))
    assert_same_state(whole, resumed)


def test_a_training_that_was_stopped_stays_so(tmp_path):
    options = {"epochs": 6, "callbacks": EarlyStopping(1, monitor="loss", min_delta=9)}
    whole, resumed = network(), network(seed=4)
    first = train(whole, tmp_path / "stopped.npz", **options)
    second = train(resumed, tmp_path / "stopped.npz", resume=True, **options)
    assert_same_history(first, second)
    assert_same_state(whole, resumed)
    assert (len(second), second.stopped) == (2, "callback")


def test_nothing_is_left_to_do(tmp_path):
    first = train(network(), tmp_path / "done.npz", epochs=2)
    model = network(seed=4)
    history = train(model, tmp_path / "done.npz", epochs=2, resume=True)
    assert_same_history(first, history)


def test_there_is_a_checkpoint_before_the_first_epoch(tmp_path):
    def fails(x, *, rng):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        train(network(), tmp_path / "start.npz", epochs=1, augment=fails)
    model = network(seed=4)
    assert len(load_checkpoint(tmp_path / "start.npz", model)) == 0
    assert_same_state(model, network())


def test_a_checkpoint_holds_plain_arrays_and_no_other_file_is_left(tmp_path):
    train(network(), tmp_path / "training.npz", epochs=2)
    assert [path.name for path in tmp_path.iterdir()] == ["training.npz"]
    with np.load(tmp_path / "training.npz", allow_pickle=False) as archive:
        assert {archive[name].dtype.kind for name in archive.files} <= {"f", "u"}


def test_a_checkpoint_that_cannot_be_written_leaves_the_older_one(tmp_path, monkeypatch):
    path = tmp_path / "training.npz"
    train(network(), path, epochs=1)
    before = path.read_bytes()

    def broken(file, **arrays):
        file.write(b"half")
        raise OSError("no space left on device")

    monkeypatch.setattr(np, "savez", broken)
    with pytest.raises(OSError, match="no space left"):
        train(network(), path, epochs=2, resume=True)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["training.npz"]


BAD = {
    "another batch size": ({"batch_size": 8}, "is of another training: batch_size was 16 but is 8"),
    "another schedule": (
        {"schedule": OneCycleSchedule(1, 2)},
        "schedule was 'None' but is 'OneCycleSchedule",
    ),
    "another optimizer": ({"optimizer": adam}, "Adam: load_state_dict got the state of SGD"),
}


@pytest.mark.parametrize(("options", "message"), BAD.values(), ids=BAD)
def test_refuses_another_training_and_changes_nothing(tmp_path, options, message):
    train(network(), tmp_path / "training.npz", epochs=1)
    model = network(seed=4)
    with pytest.raises(ValueError, match=message):
        train(model, tmp_path / "training.npz", epochs=2, resume=True, **options)
    assert_same_state(model, network(seed=4))


def test_another_model_is_refused_with_the_layer_and_both_shapes(tmp_path):
    x, y = bars()
    path = tmp_path / "training.npz"
    small, large = Linear(36, 3), Linear(36, 4)
    flat = x.reshape(len(x), -1)
    fit(small, flat, y, optimizer=SGD(small, lr=0.1), epochs=1, checkpoint=path, progress=False)
    options = {"optimizer": SGD(large, lr=0.1), "epochs": 2, "checkpoint": path, "progress": False}
    with pytest.raises(ValueError, match=r"weight must have shape \(4, 36\), but has shape \(3, 36\)"):
        fit(large, flat, y, resume=True, **options)
    assert_same_state(large, Linear(36, 4))


def test_refuses_what_is_no_checkpoint(tmp_path):
    path = tmp_path / "training.npz"
    with pytest.raises(FileNotFoundError):
        train(network(), path, epochs=1, resume=True)
    write_state(path, {"weight": np.ones(2)})
    with pytest.raises(
        ValueError, match=r"load_checkpoint: .*training.npz holds no checkpoint of a training"
    ):
        load_checkpoint(path, network())
    train(network(), path, epochs=1)
    damaged = tmp_path / "damaged.npz"
    shutil.copy(path, damaged)
    content = bytearray(damaged.read_bytes())
    content[len(content) // 2] ^= 0xFF
    damaged.write_bytes(content)
    with pytest.raises(ValueError, match="damaged"):
        load_checkpoint(damaged, network())


DAMAGES = {
    "a part of something else": (
        lambda arrays, about: arrays.update({"other/loss": np.ones(2)}),
        "is damaged",
    ),
    "no loss": (lambda arrays, about: arrays.pop("history/loss"), "is damaged"),
    "losses of more epochs": (
        lambda arrays, about: arrays.update({"history/loss": np.ones(2)}),
        "is damaged",
    ),
    "a table of losses": (
        lambda arrays, about: arrays.update({"history/loss": np.ones((1, 1))}),
        "is damaged",
    ),
    "no settings": (lambda arrays, about: about.pop("settings"), "is damaged"),
    "no generator": (lambda arrays, about: about["generators"].pop("order"), "does not fit: 'order'"),
    "no state of a generator": (
        lambda arrays, about: about["generators"].update(order=3),
        "does not fit: state must be a dict",
    ),
    "no number of steps": (lambda arrays, about: about["optimizer"].pop("steps"), "does not fit: 'steps'"),
}


@pytest.mark.parametrize(("damage", "message"), DAMAGES.values(), ids=DAMAGES)
def test_refuses_a_damaged_training_and_changes_nothing(tmp_path, damage, message):
    path, model = tmp_path / "training.npz", network(seed=4)
    train(network(), path, epochs=1)
    arrays = read_state(path)
    about = json.loads(arrays["about"].tobytes())
    damage(arrays, about)
    write_state(path, arrays | {"about": np.frombuffer(json.dumps(about).encode(), np.uint8)})
    with pytest.raises(ValueError, match=f"load_checkpoint: .*training.npz {message}"):
        train(model, path, epochs=2, resume=True)
    assert_same_state(model, network(seed=4))


def test_refuses_a_format_of_the_future(tmp_path):
    path = tmp_path / "training.npz"
    train(network(), path, epochs=1)
    state = read_state(path)
    state["about"] = np.frombuffer(state["about"].tobytes().replace(b'"format": 1', b'"format": 9'), np.uint8)
    write_state(path, state)
    with pytest.raises(ValueError, match=r"has format 9 \(expected 1\)"):
        load_checkpoint(path, network())


def test_resume_needs_a_checkpoint():
    with pytest.raises(ValueError, match="resume=True needs a checkpoint"):
        train(network(), None, epochs=1, resume=True)
