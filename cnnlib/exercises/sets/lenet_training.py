"""Chapter 10: train a network that reads digits which it has not seen."""

import numpy as np

from cnnlib import datasets
from cnnlib.exercises.errors import WrongAnswer
from cnnlib.exercises.genuine import genuine
from cnnlib.exercises.task import Task

SIDE = 14  # of the field in which a digit of 8 × 8 lies somewhere
HELD_OUT = 500
GOAL = 0.78  # a dense network ends between 70% and 75%
_CHANCE = 0.2
_BY_HEART = 0.95


def _placed_digits(rng):
    """Return the embedded digits in fields of 14 × 14, each at a place drawn at random, in random order."""
    digits, labels = datasets.digits()
    fields = np.zeros((len(digits), 1, SIDE, SIDE), np.float32)
    corners = rng.integers(0, SIDE - 8, size=(len(digits), 2), endpoint=True)
    for field, digit, (i, j) in zip(fields, digits, corners):
        field[:, i : i + 8, j : j + 8] = digit
    order = rng.permutation(len(digits))
    return fields[order], labels[order]


def judge_training(answer, rng):
    """Let an answer train on most of the digits, and read the others.

    Raises
    ------
    WrongAnswer
        Unless ``answer(images, labels, rng)`` returns something that reads at least 78% of them.
    """
    with genuine():
        images, labels = _placed_digits(rng)
        seed = int(rng.integers(2**32))
    unseen, known = slice(0, HELD_OUT), slice(HELD_OUT, None)
    network = answer(images[known].copy(), labels[known].copy(), np.random.default_rng(seed))
    with genuine():
        accuracy = np.mean(_classes(network, images[unseen]) == labels[unseen])
        if accuracy >= GOAL:
            print(f"The network reads {accuracy:.0%} of {HELD_OUT} digits that it has not seen.")
            return
        learned = np.mean(_classes(network, images[known]) == labels[known])
        hint = _hint(answer, network, images, labels, learned)
    raise WrongAnswer(
        f"train_network reads {accuracy:.0%} of {HELD_OUT} digits that it has not seen; "
        f"{GOAL:.0%} are asked for.\nHint: {hint}."
    )


def _outputs(network, images):
    """Return what a network says of pictures: classes (n,) or scores (n, 10)."""
    if not callable(network):
        kind = "None" if network is None else f"a value of type {type(network).__name__}"
        raise WrongAnswer(
            f"train_network returns {kind}: return the network itself, or a function that takes pictures."
        )
    if callable(getattr(network, "eval", None)):
        network.eval()
    outputs = np.asarray(network(images.copy()))
    if outputs.shape not in ((len(images),), (len(images), 10)):
        raise WrongAnswer(
            f"train_network returns a network that makes {outputs.shape} of {len(images)} pictures; "
            f"it should be ({len(images)}, 10) scores, or ({len(images)},) classes."
        )
    return outputs


def _classes(network, images):
    outputs = _outputs(network, images)
    return outputs.argmax(axis=1) if outputs.ndim == 2 else outputs


def _hint(answer, network, images, labels, learned):
    """Return what may be behind a low accuracy."""
    if not np.isfinite(_outputs(network, images)).all():
        return "the scores are no numbers any more: the learning rate is too large"
    if learned < _CHANCE:
        return _hint_for_chance(answer, network, images, labels)
    if _is_linear(network, images):
        return "the whole network is one linear function: put a nonlinearity between its layers"
    if learned < _BY_HEART:
        return (
            f"of the digits that it was trained on it reads no more than {learned:.0%}: "
            "train longer, or with another learning rate"
        )
    return (
        f"it reads {learned:.0%} of the digits that it was trained on, so it knows them by heart: "
        "more convolution, pooling and distorted copies help it with others"
    )


def _hint_for_chance(answer, network, images, labels):
    """Return why nothing was learned: no training, useless steps, or labels of other pictures."""
    if _ignores_labels(answer, images, labels):
        return "it says the same whatever labels it is given: nothing has been trained"
    if len(np.unique(_classes(network, images[:HELD_OUT]))) == 1:
        return "it gives every picture the same class: try another learning rate, ten times smaller or larger"
    return (
        "it was trained, and has learned nothing: look whether each label still belongs to its picture, "
        "and whether there were enough epochs"
    )


def _ignores_labels(answer, images, labels):
    """Return whether training on other labels makes no difference."""
    few, rest = slice(0, 64), slice(64, 128)
    said = [
        _outputs(answer(images[few].copy(), each[few], np.random.default_rng(0)), images[rest])
        for each in (labels.copy(), (labels + 1) % 10)
    ]
    return np.array_equal(*said)


def _is_linear(network, images):
    """Return whether the mean of two pictures always gets the mean of their scores."""
    first, second = images[:50], images[50:100]
    a, b, both = (_outputs(network, each) for each in (first, second, (first + second) / 2))
    return a.ndim == 2 and np.allclose((a + b) / 2, both, rtol=1e-3, atol=1e-3 * np.abs(both).max())


TASKS = [Task("train_network", judge=judge_training)]
