"""Train the LeNet-5 that the library ships: ``python -m tools.train_lenet5``.

It trains on MNIST's 60,000 training images, or on those of two IDX files (``--images``, ``--labels``), and is
measured on MNIST's 10,000 test images, which it never sees before. The weights are rounded to float16, then
measured; what was done and what came out is recorded beside them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from functools import partial
from pathlib import Path

import numpy as np

from cnnlib.datasets import augmentation, mnist
from cnnlib.datasets.idx import read_idx
from cnnlib.models import lenet5
from cnnlib.models.shipped import RECORD, WEIGHTS
from cnnlib.optim import SGD, OneCycleSchedule
from cnnlib.training import evaluate, fit

AUGMENTATION = {"degrees": 10.0, "shift": 2.0, "scale": 0.1, "shear": 0.1}
OPTIMIZER = {"momentum": 0.9, "nesterov": True, "weight_decay": 1e-4}
BATCH_SIZE = 64


def main():
    """Train, round, measure, write."""
    options = arguments()
    images, labels, source = training_data(options)
    start = time.perf_counter()
    model = train(images, labels, options)
    seconds = time.perf_counter() - start
    weights = {name: array.astype("float16") for name, array in model.state_dict().items()}
    model.load_state_dict(weights)
    result = evaluate(model, *mnist("test"))
    record = {
        "model": "cnnlib.models.lenet5()",
        "training_data": source,
        "test_data": "MNIST, the 10,000 test images",
        "test_errors": round((1 - float(result.accuracy)) * 10_000),
        "test_accuracy": round(float(result.accuracy), 4),
        "seed": options.seed,
        "epochs": options.epochs,
        "batch_size": BATCH_SIZE,
        "optimizer": {"name": "SGD", "highest_lr": options.lr, "schedule": "OneCycleSchedule", **OPTIMIZER},
        "augmentation": {"name": "affine", **AUGMENTATION},
        "stored_as": "float16",
        "numpy": np.__version__,
        "seconds": round(seconds),
    }
    np.savez(options.out / WEIGHTS.name, **weights)
    (options.out / RECORD.name).write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    print(f"{result.accuracy:.2%} of the test images are right; written to {options.out}")


def arguments():
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--images", type=Path, help="IDX file of training images, instead of all of MNIST's")
    parser.add_argument("--labels", type=Path, help="IDX file of their labels")
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--lr", type=float, default=0.05, help="highest learning rate")
    parser.add_argument("--out", type=Path, default=WEIGHTS.parent, help="folder that the files go to")
    options = parser.parse_args()
    if (options.images is None) != (options.labels is None):
        parser.error("give --images and --labels, or neither")
    return options


def training_data(options):
    """Return images, labels, and what to record of them."""
    if options.images is None:
        return *mnist("train"), {"name": "MNIST, the 60,000 training images"}
    images = read_idx(options.images)[:, None].astype("float32") / 255
    digests = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (options.images, options.labels)
    }
    source = {"name": f"MNIST, {len(images):,} of the training images", "sha256": digests}
    return images, read_idx(options.labels).astype("int64"), source


def train(images, labels, options):
    """Return the trained network."""
    model = lenet5(rng=options.seed)
    fit(
        model,
        images,
        labels,
        optimizer=SGD(model, lr=options.lr, **OPTIMIZER),
        schedule=OneCycleSchedule(options.lr, epochs=options.epochs),
        epochs=options.epochs,
        batch_size=BATCH_SIZE,
        augment=partial(augmentation.affine, **AUGMENTATION),
        rng=options.seed,
    )
    return model


if __name__ == "__main__":
    main()
