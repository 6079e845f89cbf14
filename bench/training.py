"""Training LeNet-5 in NumPy: one step against PyTorch, where its time goes, and how soon it reads digits."""

from __future__ import annotations

import time
from functools import partial

import numpy as np
import torch
from torch.nn import functional

from bench.timing import fastest
from cnnlib.datasets import digits
from cnnlib.datasets.augmentation import affine
from cnnlib.models import lenet5
from cnnlib.models.pytorch import to_torch
from cnnlib.optim import SGD, OneCycleSchedule
from cnnlib.training import evaluate, fit
from cnnlib.training.losses import LOSSES

BARS = {"step": 4.0, "accuracy": 0.985, "seconds": 60}
BATCH, EPOCHS, SEEDS = 64, 30, (0, 1, 2)
LOSS = LOSSES["cross_entropy"]


def main():
    """Print a table for each question, and return their rows."""
    torch.set_num_threads(2)
    step = measure_step()
    _print("one step", [step])
    parts = measure_parts()
    _print("its parts", parts)
    learned = [learn_digits(seed) for seed in SEEDS]
    _print("digits", learned)
    return {"step": step, "parts": parts, "digits": learned, "bars": BARS}


def measure_step():
    """Return the time of a step: forward, loss, backward, and an update with momentum."""
    model, x, y = _case()
    twin, x_torch, y_torch = to_torch(lenet5()), torch.from_numpy(x), torch.from_numpy(y)
    optimizer = SGD(model, lr=0.01, momentum=0.9)
    reference = torch.optim.SGD(twin.parameters(), lr=0.01, momentum=0.9)

    def ours():
        out = model(x)
        loss = float(LOSS.forward(out, y))
        model.backward(LOSS.backward(out, y), needs_grad_x=False)
        optimizer.step()
        return loss

    def theirs():
        reference.zero_grad()
        loss = functional.cross_entropy(twin(x_torch), y_torch)
        loss.backward()
        reference.step()
        return loss.item()

    seconds = fastest({"PyTorch": theirs, "NumPy": ours}, calls=40, rounds=5)
    return _milliseconds(seconds) | {"ratio": seconds["NumPy"] / seconds["PyTorch"]}


def measure_parts():
    """Return the time of each layer's two passes, of the loss and of the update."""
    model, x, y = _case()
    out, inputs = x, {}
    for name, layer in model.children.items():
        inputs[name], out = out, layer(out)
    gradient, rows = LOSS.backward(out, y), []
    for name, layer in reversed(model.children.items()):
        backward = partial(layer.backward, gradient, needs_grad_x=name != "conv1")
        times = fastest({"forward": partial(layer, inputs[name]), "backward": backward}, calls=20)
        rows.append({"part": name} | _milliseconds(times))
        gradient = layer.backward(gradient)
    optimizer = SGD(model, lr=0.01, momentum=0.9)
    loss = {"forward": partial(LOSS.forward, out, y), "backward": partial(LOSS.backward, out, y)}
    return [
        *reversed(rows),
        {"part": "loss"} | _milliseconds(fastest(loss, calls=20)),
        {"part": "update"} | _milliseconds(fastest({"forward": optimizer.step}, calls=20)),
    ]


def learn_digits(seed):
    """Train on four fifths of the embedded digits, and return the accuracy on the fifth held out."""
    x, y = digits(28)
    order = np.random.default_rng(seed).permutation(len(x))
    held_out, shown = order[: len(x) // 5], order[len(x) // 5 :]
    model, start = lenet5(rng=seed), time.perf_counter()
    fit(
        model,
        x[shown],
        y[shown],
        optimizer=SGD(model, lr=0.01, momentum=0.9, weight_decay=5e-4),
        epochs=EPOCHS,
        batch_size=32,
        schedule=OneCycleSchedule(0.05, EPOCHS),
        rng=seed,
        augment=partial(affine, degrees=10, shift=2.0, scale=0.1),
        progress=False,
    )
    seconds = time.perf_counter() - start
    result = evaluate(model, x[held_out], y[held_out])
    return {"seed": seed, "accuracy": result.accuracy, "seconds": seconds}


def _case():
    rng = np.random.default_rng(0)
    return lenet5(), rng.standard_normal((BATCH, 1, 28, 28), dtype=np.float32), rng.integers(10, size=BATCH)


def _milliseconds(seconds):
    return {f"{name} ms": value * 1e3 for name, value in seconds.items()}


def _print(title, rows):
    print(f"\n{title:12}", *(f"{name:>12}" for name in rows[0]))
    for row in rows:
        print(
            12 * " ",
            *(f"{value:12.3f}" if isinstance(value, float) else f"{value:>12}" for value in row.values()),
        )
