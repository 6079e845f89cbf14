"""The state of layers: copied, given back all or nothing, in files that are whole or refused."""

import subprocess
import sys
from zipfile import ZipFile

import numpy as np
import pytest
import torch

from cnnlib import layers
from cnnlib.layers import read_state, write_state
from cnnlib.ops import torch_ops
from tests.layer_cases import BY_NAME, TABLE, as_numpy, cases, targets

suffixes = pytest.mark.parametrize("suffix", [".npz", ".safetensors"])


def model(rng=0):
    """Build a small network with parameters, buffers and a generator."""
    rng = np.random.default_rng(rng)
    return layers.Sequential(
        conv=layers.Conv2d(1, 2, 3, rng=rng),
        norm=layers.BatchNorm2d(2),
        drop=layers.Dropout(0.5, rng=rng),
        flatten=layers.Flatten(),
        fc=layers.Linear(8, 3, rng=rng),
    )


def images(seed=0):
    return np.random.default_rng(seed).standard_normal((5, 1, 4, 4)).astype("float32")


def train(network, target):
    """Make two steps, with the noise of dropout and the statistics of the batches."""
    for seed in range(2):
        out = network(target.own(images(seed)))
        network.backward(out)
        for name, array in network.parameters.items():
            array -= 0.1 * network.gradients[name]
    return as_numpy(out)


@targets
@suffixes
def test_training_goes_on_from_a_file_with_the_same_numbers(target, suffix, tmp_path):
    network = target.move(model(0))
    train(network, target)
    network.save(tmp_path / f"state{suffix}")
    resumed = target.move(model(1)).load(tmp_path / f"state{suffix}")
    np.testing.assert_array_equal(train(resumed, target), train(network, target))


def test_dropouts_of_one_generator_go_on_each_by_itself():
    rng, x = np.random.default_rng(0), np.ones((8, 8))
    first, second = layers.Dropout(0.5, rng=rng), layers.Dropout(0.5, rng=rng)
    state, expected = second.state_dict(), second(x)
    first(x)
    second.load_state_dict(state)
    first(x)
    np.testing.assert_array_equal(second(x), expected)


@cases
@suffixes
def test_every_layer_comes_back_from_a_file(case, suffix, tmp_path):
    layer, other = case.layer("float32"), case.make()
    layer.save(tmp_path / f"state{suffix}")
    other.load(tmp_path / f"state{suffix}")
    np.testing.assert_equal(other.state_dict(), layer.state_dict())


def test_names_of_the_state():
    names = [
        "conv.weight",
        "conv.bias",
        "norm.weight",
        "norm.bias",
        "norm.running_mean",
        "norm.running_var",
        "drop.rng",
        "fc.weight",
        "fc.bias",
    ]
    assert list(model().state_dict()) == names


@targets
def test_state_is_a_copy(target):
    network = target.move(model())
    state = network.state_dict()
    state["fc.weight"][...] = 0
    assert (as_numpy(network.parameters["fc.weight"]) != 0).all()
    network.load_state_dict(state)
    state["fc.weight"][...] = 1
    assert (as_numpy(network.parameters["fc.weight"]) == 0).all()


def test_state_is_converted_to_the_layer():
    source = layers.Linear(3, 2, rng=1).to(engine=torch_ops, dtype="bfloat16")
    layer = layers.Linear(3, 2)
    layer.load_state_dict(source.state_dict())
    assert layer.parameters["weight"].dtype == np.float32
    np.testing.assert_array_equal(layer.parameters["weight"], source.parameters["weight"].float().numpy())


@suffixes
def test_bfloat16_survives_a_file(suffix, tmp_path):
    layer = layers.Linear(3, 2, rng=1).to(engine=torch_ops, dtype="bfloat16")
    layer.save(tmp_path / f"state{suffix}")
    other = layers.Linear(3, 2).to(engine=torch_ops, dtype="bfloat16").load(tmp_path / f"state{suffix}")
    assert other.parameters["weight"].dtype == torch.bfloat16
    assert torch.equal(other.parameters["weight"], layer.parameters["weight"])


def wrong(**changes):
    """Return a state of the model with some arrays replaced, or left out where None."""
    state = model().state_dict() | {name.replace("_", "."): array for name, array in changes.items()}
    return {name: array for name, array in state.items() if array is not None}


REFUSED = {
    "shape": (
        wrong(conv_weight=np.zeros((2, 1, 5, 5), "float32")),
        ["conv.weight must have shape (2, 1, 3, 3), but has shape (2, 1, 5, 5)"],
    ),
    "missing": (wrong(fc_bias=None), ["fc.bias is missing"]),
    "unexpected": (wrong(fc_gain=np.zeros(3)), ["fc.gain is unexpected"]),
    "no array": (wrong(fc_bias=[0.0, 0.0, 0.0]), ["fc.bias must be an array, but is a list"]),
    "integers": (
        wrong(fc_bias=np.zeros(3, int)),
        ["fc.bias must have a floating dtype, but has dtype int64"],
    ),
    "no generator": (
        wrong(drop_rng=np.zeros(6)),
        ["drop.rng must be an ndarray of 6 numbers in uint64, as state_dict returns it"],
    ),
    "several": (
        wrong(fc_bias=None, fc_gain=np.zeros(3), conv_bias=np.zeros(3)),
        ["fc.bias is missing", "fc.gain is unexpected", "conv.bias must have shape (2,), but has shape (3,)"],
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_fit_is_named_and_nothing_changes(name):
    state, problems = REFUSED[name]
    network = model(3)
    before = network.state_dict()
    with pytest.raises(ValueError, match=r"^load_state_dict: ") as caught:
        network.load_state_dict(state)
    assert str(caught.value) == "load_state_dict: " + "; ".join(problems)
    np.testing.assert_equal(network.state_dict(), before)


def test_a_state_is_a_mapping():
    with pytest.raises(TypeError, match=r"^load_state_dict: the state must be a mapping, but is a list$"):
        model().load_state_dict([])


def test_weights_of_missing_connections_are_refused():
    layer = BY_NAME["conv-table"].layer()
    state = layer.state_dict()
    state["weight"][0, 2] = 1
    words = "weight must be 0 where connections has False, but is not"
    with pytest.raises(ValueError, match=f"^load_state_dict: {words}$"):
        layer.load_state_dict(state)
    with pytest.raises(ValueError, match=f"^set_parameter: {words}$"):
        layer.set_parameter("weight", np.ones((4, 3, 3, 3)))
    assert (layer.parameters["weight"][~TABLE] == 0).all()


def test_a_file_of_another_network_is_refused(tmp_path):
    layers.Linear(3, 2).save(tmp_path / "state.npz")
    with pytest.raises(ValueError, match=r"weight must have shape \(2, 4\), but has shape \(2, 3\)$"):
        layers.Linear(4, 2).load(tmp_path / "state.npz")


@suffixes
def test_a_truncated_file_is_refused(suffix, tmp_path):
    path = tmp_path / f"state{suffix}"
    model().save(path)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(ValueError, match=rf"^load: .*state\{suffix} is damaged or no \{suffix} file: "):
        model().load(path)


def test_every_flipped_byte_of_the_numbers_is_found(tmp_path):
    path = tmp_path / "state.npz"
    layers.Linear(1, 1).save(path)
    whole = path.read_bytes()
    first = whole.index(b"NUMPY")
    for place in (*range(first, first + 120, 8), *range(first + 120, first + 131)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(ValueError, match=r"is damaged or no \.npz file"):
            layers.Linear(1, 1).load(path)


@suffixes
@pytest.mark.parametrize(
    "content", [b"", b"no archive at all", b"\x80\x04K\x01."], ids=["empty", "text", "pickle"]
)
def test_other_files_are_refused(suffix, content, tmp_path):
    path = tmp_path / f"state{suffix}"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="is damaged or no ") as caught:
        model().load(path)
    assert "pickle" not in str(caught.value)


class Trap:
    """Once unpickled, it shows."""

    def __reduce__(self):
        return pytest.fail, ("something was unpickled",)


def test_an_array_of_words_is_refused(tmp_path):
    np.savez(tmp_path / "state.npz", weight=np.array(["one"]))
    with pytest.raises(ValueError, match="weight is no array of numbers"):
        layers.read_state(tmp_path / "state.npz")


def test_nothing_is_unpickled(tmp_path):
    path = tmp_path / "state.npz"
    np.savez(path, weight=np.array([Trap()], dtype=object), bias=np.zeros(1))
    with pytest.raises(ValueError, match="Object arrays cannot be loaded"):
        layers.Linear(1, 1).load(path)


def test_an_archive_of_other_files_is_refused(tmp_path):
    path = tmp_path / "state.npz"
    np.savez(path, weight=np.zeros(1))
    with ZipFile(path, "a") as archive:
        archive.writestr("note.txt", "hello")
    with pytest.raises(ValueError, match=r"note\.txt is no array"):
        read_state(path)


def test_a_suffix_says_the_format(tmp_path):
    for op, call in (("save", model().save), ("load", model().load)):
        words = f"^{op}: the file must end in .npz or .safetensors, but is state.pkl$"
        with pytest.raises(ValueError, match=words):
            call(tmp_path / "state.pkl")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"state\.npz"):
        model().load(tmp_path / "state.npz")


@suffixes
def test_a_folder_that_is_not_there(suffix, tmp_path):
    path = tmp_path / "weights" / f"state{suffix}"
    with pytest.raises(FileNotFoundError) as caught:
        model().save(path)
    assert str(caught.value) == f"save: there is no folder {path.parent} for {path.name}: make it first"


@suffixes
def test_an_interrupted_write_leaves_the_old_file(suffix, tmp_path, monkeypatch):
    path = tmp_path / f"state{suffix}"
    write_state(path, {"weight": np.ones(2)})
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        write_state(path, {"weight": np.zeros(2)})
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    np.testing.assert_equal(read_state(path), {"weight": np.ones(2)})


@suffixes
def test_a_reader_of_the_old_file_is_not_disturbed(suffix, tmp_path):
    path = tmp_path / f"state{suffix}"
    write_state(path, {"weight": np.ones(2)})
    with path.open("rb") as reader:
        whole = path.read_bytes()
        write_state(path, {"weight": np.zeros(2)})
        assert reader.read() == whole
    np.testing.assert_equal(read_state(path), {"weight": np.zeros(2)})


def test_safetensors_is_named_where_it_is_missing(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "safetensors", None)
    monkeypatch.setitem(sys.modules, "safetensors.numpy", None)
    path = tmp_path / "state.safetensors"
    with pytest.raises(ModuleNotFoundError, match="needs the package safetensors: pip install safetensors"):
        model().save(path)
    path.write_bytes(b"")
    with pytest.raises(ModuleNotFoundError, match="needs the package safetensors"):
        model().load(path)


def test_a_file_from_torch_is_read_without_torch(tmp_path):
    path = tmp_path / "state.safetensors"
    layers.Linear(3, 2).to(engine=torch_ops).save(path)
    code = (
        "import sys; from cnnlib.layers import Linear; "
        f"Linear(3, 2, rng=1).load({str(path)!r}); print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
