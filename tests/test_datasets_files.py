"""IDX and CIFAR-10's records, read from files that the tests write; the loaders that stand on them."""

import gzip
import hashlib
import io
import struct
import tarfile

import numpy as np
import pytest

from cnnlib import datasets
from cnnlib.datasets import sources
from cnnlib.datasets.cifar import read_records
from cnnlib.datasets.idx import read_idx
from cnnlib.datasets.sources import RemoteFile
from tests.file_server import mirror

CODES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}


def idx(array, code=0x08):
    header = struct.pack(f">HBB{array.ndim}I", 0, code, array.ndim, *array.shape)
    return header + array.astype(CODES[code]).tobytes()


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzipped"])
@pytest.mark.parametrize(("code", "dtype"), CODES.items())
@pytest.mark.parametrize("shape", [(5,), (2, 3), (4, 3, 2), (0, 28, 28)])
def test_idx_comes_back(tmp_path, pack, code, dtype, shape):
    array = np.random.default_rng(0).integers(0, 100, shape).astype(dtype)
    (tmp_path / "file").write_bytes(pack(idx(array, code)))
    read = read_idx(tmp_path / "file")
    np.testing.assert_array_equal(read, array)
    assert (read.dtype, read.shape) == (np.dtype(dtype).newbyteorder("="), shape)
    assert read.flags.writeable


WHOLE = idx(np.arange(12).reshape(3, 4))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is no IDX file: it begins with the bytes ''"),
        (b"\0\0\x08", "is no IDX file"),
        (b"\0\1\x08\1", "is no IDX file: it begins with the bytes '00 01 08 01'"),
        (b"\0\0\x07\1\0\0\0\0", "is no IDX file"),
        (b"\0\0\x08\0\0", "is no IDX file"),
        (b"<html>Please log in</html>", "is no IDX file"),
        (WHOLE[:9], "is cut within the lengths of its 2 axes"),
        (WHOLE[:-1], r"is cut: shape \(3, 4\) takes 12 bytes, but 11 are there"),
        (WHOLE + b"\0", r"goes on after the 12 bytes that shape \(3, 4\) takes"),
        (gzip.compress(WHOLE)[:-9], "is damaged"),
        (gzip.compress(WHOLE)[:-1], "is damaged"),
        (gzip.compress(WHOLE)[:14], "is damaged"),
        (gzip.compress(WHOLE)[:-8] + b"12345678", "is damaged"),
        (gzip.compress(WHOLE) + b"more", "is damaged"),
        (b"\x1f\x8b\x00nonsense", "is damaged"),
        (gzip.compress(WHOLE)[:10] + b"\xff" * 20, "is damaged"),
        (
            idx(np.zeros(0))[:4] + b"\xff" * 4,
            r"is cut: shape \(4294967295,\) takes 4294967295 bytes, but 0 are there",
        ),
    ],
    ids=range(17),
)
def test_damaged_idx_is_refused(tmp_path, content, message):
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(ValueError, match=f"read_idx: .*file {message}"):
        read_idx(tmp_path / "file")


def test_a_missing_idx_file(tmp_path):
    with pytest.raises(FileNotFoundError, match="absent"):
        read_idx(tmp_path / "absent")


@pytest.fixture
def publish(tmp_path, monkeypatch):
    """Return a function that puts content into the folder of CNNLIB_DATA as a published file."""
    monkeypatch.setenv("CNNLIB_DATA", str(tmp_path))

    def publish(name, content):
        (tmp_path / name).write_bytes(content)
        return RemoteFile("toy", name, hashlib.sha256(content).hexdigest(), ())

    return publish


PIXELS = np.random.default_rng(0).integers(0, 256, (7, 28, 28), dtype=np.uint8)
LABELS = np.array([3, 0, 9, 1, 5, 5, 2], dtype=np.uint8)


@pytest.mark.parametrize(("load", "table"), [("mnist", "MNIST"), ("fashion_mnist", "FASHION_MNIST")])
def test_pictures_with_labels(publish, monkeypatch, load, table):
    train = publish("a", gzip.compress(idx(PIXELS))), publish("b", gzip.compress(idx(LABELS)))
    test = publish("c", gzip.compress(idx(PIXELS[:2]))), publish("d", gzip.compress(idx(LABELS[:2])))
    monkeypatch.setattr(sources, table, {"train": train, "test": test})
    images, labels = getattr(datasets, load)()
    assert (images.dtype, images.shape, labels.dtype) == (np.float32, (7, 1, 28, 28), np.int64)
    np.testing.assert_array_equal(images[:, 0] * 255, PIXELS)
    np.testing.assert_array_equal(labels, LABELS)
    assert len(getattr(datasets, load)("test")[0]) == 2


def test_pictures_come_over_the_network(tmp_path, monkeypatch):
    monkeypatch.delenv("CNNLIB_DATA", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    contents = gzip.compress(idx(PIXELS)), gzip.compress(idx(LABELS))
    with mirror(contents[0]) as images, mirror(contents[1]) as labels:
        files = tuple(
            RemoteFile("mnist", name, hashlib.sha256(content).hexdigest(), (server.address("good"),))
            for name, content, server in zip(("images.gz", "labels.gz"), contents, (images, labels))
        )
        monkeypatch.setattr(sources, "MNIST", {"train": files})
        np.testing.assert_array_equal(datasets.mnist()[1], LABELS)
    np.testing.assert_array_equal(datasets.mnist()[0][:, 0] * 255, PIXELS)


@pytest.mark.parametrize(
    ("pixels", "labels", "message"),
    [
        (PIXELS, LABELS + np.uint8(1), "mnist: labels must be from 0 to 9, but label 2 is 10"),
        (PIXELS, LABELS[:-1], "mnist: each image needs a label, but there are 7 and 6"),
        (PIXELS[:, :27], LABELS, r"the files hold \(7, 27, 28\) and \(7,\)"),
        (LABELS, LABELS, r"expected images of \(count, 28, 28\)"),
        (PIXELS, PIXELS, r"labels of \(count,\)"),
    ],
    ids=["range", "count", "size", "no images", "no labels"],
)
def test_wrong_data_are_refused(publish, monkeypatch, pixels, labels, message):
    files = publish("a", idx(pixels)), publish("b", idx(labels))
    monkeypatch.setattr(sources, "MNIST", {"train": files})
    with pytest.raises(ValueError, match=message):
        datasets.mnist()


@pytest.mark.parametrize("load", [datasets.mnist, datasets.fashion_mnist, datasets.cifar10])
def test_there_are_two_splits(load):
    with pytest.raises(ValueError, match=f"{load.__name__}: split must be one of 'train', 'test', got 'all'"):
        load("all")


def records(count, seed, label=None):
    array = np.random.default_rng(seed).integers(0, 256, (count, 3073), dtype=np.uint8)
    array[:, 0] = array[:, 0] % 10 if label is None else label
    return array


def archive(**members):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, content in members.items():
            entry = tarfile.TarInfo(f"cifar-10-batches-bin/{name}.bin")
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


BATCHES = {f"data_batch_{number}": records(3, number) for number in (4, 2, 1, 3, 5)}
TEST_BATCH = {"test_batch": records(2, 6)}


def test_cifar10(publish, monkeypatch):
    contents = {name: batch.tobytes() for name, batch in (BATCHES | TEST_BATCH).items()}
    monkeypatch.setattr(sources, "CIFAR10", publish("cifar.tar.gz", archive(**contents)))
    images, labels = datasets.cifar10()
    assert (images.dtype, images.shape, labels.dtype) == (np.float32, (15, 3, 32, 32), np.int64)
    in_order = np.concatenate([BATCHES[f"data_batch_{number}"] for number in range(1, 6)])
    np.testing.assert_array_equal(labels, in_order[:, 0])
    np.testing.assert_array_equal(images[4, 2, 31, 30] * 255, in_order[4, -2])
    np.testing.assert_array_equal(images.reshape(15, -1) * 255, in_order[:, 1:])
    assert datasets.cifar10("test")[0].shape == (2, 3, 32, 32)


def test_cifar10_refuses_a_label_out_of_range(publish, monkeypatch):
    content = archive(test_batch=records(2, 0, label=[9, 10]).tobytes())
    monkeypatch.setattr(sources, "CIFAR10", publish("cifar.tar.gz", content))
    with pytest.raises(ValueError, match="cifar10: labels must be from 0 to 9, but label 1 is 10"):
        datasets.cifar10("test")


GOOD = archive(test_batch=records(50, 0).tobytes())
MEMBER = "cifar-10-batches-bin/test_batch.bin"


def folder_in_its_place():
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        entry = tarfile.TarInfo(MEMBER)
        entry.type = tarfile.DIRTYPE
        tar.addfile(entry)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (archive(data_batch_1=b""), f"holds no file {MEMBER}"),
        (folder_in_its_place(), f"holds no file {MEMBER}"),
        (archive(test_batch=bytes(3072)), "must consist of records of 3073 bytes, but has 3072 bytes"),
        (b"", "is damaged"),
        (b"<html>Please log in</html>", "is damaged"),
        (GOOD[: len(GOOD) // 2], "is damaged"),
    ],
    ids=["absent", "folder", "partial record", "empty", "no archive", "cut"],
)
def test_damaged_records_are_refused(tmp_path, content, message):
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(ValueError, match=message):
        read_records(tmp_path / "file", [MEMBER])
