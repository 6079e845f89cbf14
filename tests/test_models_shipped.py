"""The trained network that comes with the library is what its record says."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from cnnlib.datasets import digits
from cnnlib.datasets.idx import read_idx
from cnnlib.models import lenet5, trained_lenet5, training_record
from cnnlib.models.shipped import RECORD, WEIGHTS
from cnnlib.training import evaluate

# MNIST lies beside the project where the weights were trained; elsewhere CNNLIB_DATA may name it.
MNIST = Path(os.environ.get("CNNLIB_DATA", Path(__file__).parents[2] / "shared" / "data" / "mnist"))
IMAGES, LABELS = (MNIST / f"t10k-{name}-ubyte.gz" for name in ("images-idx3", "labels-idx1"))


def test_the_weights_are_small():
    assert WEIGHTS.stat().st_size <= 250_000


def test_every_weight_is_a_finite_half():
    with np.load(WEIGHTS) as state:
        arrays = dict(state)
    assert set(arrays) == set(lenet5().parameters)
    assert all(array.dtype == "float16" and np.isfinite(array).all() for array in arrays.values())


def test_it_evaluates():
    assert not any(layer.training for layer in trained_lenet5().walk())


def test_it_reads_digits_by_other_writers():
    images, labels = digits(20)
    framed = np.pad(images, ((0, 0), (0, 0), (4, 4), (4, 4)))
    assert evaluate(trained_lenet5(), framed, labels).accuracy > 0.9


def test_the_record_tells_how():
    record = training_record()
    assert record == json.loads(RECORD.read_text(encoding="utf-8"))
    assert {"training_data", "test_data", "test_accuracy", "test_errors", "seed", "epochs"} <= set(record)


@pytest.mark.skipif(not IMAGES.exists(), reason="MNIST's test images are not on this machine")
def test_the_record_is_true():
    images = read_idx(IMAGES)[:, None].astype("float32") / 255
    result = evaluate(trained_lenet5(), images, read_idx(LABELS).astype("int64"))
    record = training_record()
    assert result.accuracy == pytest.approx(record["test_accuracy"], abs=1e-9)
    assert record["test_errors"] == round((1 - record["test_accuracy"]) * 10_000)
    assert record["test_accuracy"] >= 0.992
