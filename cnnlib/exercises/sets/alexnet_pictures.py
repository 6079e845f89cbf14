"""Chapter 11: AlexNet's augmentation by colors, its ten looks at a picture, and the error of its guesses."""

import numpy as np

from cnnlib.exercises.task import Mistake, Task, case
from cnnlib.functional import softmax

_TWO = np.array([[3.0, 1.0, 2.0, 0.0, 5.0, 4.0, 6.0], [6.0, 5.0, 4.0, 3.0, 2.0, 1.0, 0.0]])
_MIXED = np.array([[0.1, 0.7, 0.2], [2.0, -1.0, 0.5], [0.3, 0.2, 0.5], [-3.0, -1.0, -2.0]])


def _ranks(scores, labels):
    """Return how many scores of each picture are larger than that of its label."""
    own = scores[np.arange(len(labels)), labels]
    return np.sum(scores > own[:, None], axis=1)


def _error_curve(scores, labels):
    return np.mean(_ranks(scores, labels)[:, None] >= np.arange(1, scores.shape[1] + 1), axis=0)


def _exact_places(scores, labels):
    return np.mean(_ranks(scores, labels)[:, None] == np.arange(scores.shape[1]), axis=0)


def _one_late(scores, labels):
    return np.append(1.0, _error_curve(scores, labels)[:-1])


def _random_scores(rng):
    pictures, classes = rng.integers(4, 12), rng.integers(3, 9)
    return case(rng.normal(size=(pictures, classes)), rng.integers(classes, size=pictures))


_CURVE_MISTAKES = [
    Mistake(
        "this is how often the label is among the guesses: the error is how often it is not",
        lambda scores, labels: 1 - _error_curve(scores, labels),
    ),
    Mistake(
        "the guesses begin with the worst: the largest score comes first",
        lambda scores, labels: _error_curve(-scores, labels),
    ),
    Mistake("your first entry allows no guess at all: entry 0 is the top-1 error", _one_late),
    Mistake(
        "each entry tells how often the label comes exactly at that place: a guess before it counts, too",
        _exact_places,
    ),
    Mistake(
        "the sort says which class comes at a place: look for the place at which the label comes",
        lambda scores, labels: np.mean(
            np.argsort(-scores, axis=1)[np.arange(len(labels)), labels][:, None]
            >= np.arange(1, scores.shape[1] + 1),
            axis=0,
        ),
    ),
    Mistake(
        "each entry is about one place alone: a picture is right if any of its k guesses is",
        lambda scores, labels: 1 - _exact_places(scores, labels),
    ),
    Mistake(
        "these are numbers of pictures: divide by how many pictures there are",
        lambda scores, labels: _error_curve(scores, labels) * len(labels),
    ),
    Mistake(
        "these are percent: an error is a fraction, from 0 to 1",
        lambda scores, labels: _error_curve(scores, labels) * 100,
    ),
]


def _color(variances, directions, alphas):
    return (alphas * variances) @ directions.T


def _tint(images, variances, directions, alphas):
    return images + _color(variances, directions, alphas)[:, :, None, None]


def _random_tint(rng):
    pictures, height, width = rng.integers(2, 6, size=3)
    images = rng.random((pictures, 3, height, width))
    directions = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    return case(images, np.sort(rng.random(3))[::-1], directions, rng.normal(0, 0.4, (pictures, 3)))


_PIXELS = np.array([[[[0.2, 0.4]], [[0.6, 0.1]], [[0.5, 0.5]]], [[[0.9, 0.3]], [[0.8, 0.7]], [[0.1, 0.6]]]])
_TURN = np.array([[0.6, -0.8, 0.0], [0.8, 0.6, 0.0], [0.0, 0.0, 1.0]])
_TINTS = {
    "one picture, one direction": case(
        _PIXELS[:1], np.array([0.5, 0.0, 0.0]), _TURN, np.array([[0.2, 0.0, 0.0]])
    ),
    "two pictures": case(
        _PIXELS, np.array([0.5, 0.2, 0.1]), _TURN, np.array([[0.2, -0.1, 0.3], [-0.1, 0.4, 0.0]])
    ),
    "four pictures of 3 × 5": _random_tint(np.random.default_rng(5)),
}

_TINT_MISTAKES = [
    Mistake(
        "the directions are the columns of `directions`: you took its rows",
        lambda x, variances, directions, alphas: _tint(x, variances, directions.T, alphas),
    ),
    Mistake(
        "the formula has the variances, not their roots",
        lambda x, variances, directions, alphas: _tint(x, np.sqrt(variances), directions, alphas),
    ),
    Mistake(
        "the variances are missing: a direction in which colors vary more is followed further",
        lambda x, variances, directions, alphas: _tint(x, np.ones(3), directions, alphas),
    ),
    Mistake(
        "all pictures get the color of the first: each has a row of `alphas` of its own",
        lambda x, variances, directions, alphas: _tint(x, variances, directions, alphas[:1]),
    ),
    Mistake(
        "each channel moves by its own α and λ: mix them by the directions of color",
        lambda x, variances, directions, alphas: _tint(x, variances, np.eye(3), alphas),
    ),
    Mistake(
        "the result is cut off at 0 or 1: leave it as it is",
        lambda *given: np.clip(_tint(*given), 0, 1),
    ),
    Mistake(
        "this is the color alone: add it to the pixels",
        lambda x, *given: _tint(np.zeros_like(x), *given),
    ),
    Mistake(
        "the color is added to the pixels; you multiplied",
        lambda x, variances, directions, alphas: (
            x * (1 + _color(variances, directions, alphas)[:, :, None, None])
        ),
    ),
]


def _ten_looks(image, size, model, *, flip=(slice(None), slice(None, None, -1)), five=5, late=0, after=True):
    """Average over the crops; ``flip`` makes the mirror images, ``five`` says how many crops there are."""
    low, right = image.shape[1] - size, image.shape[2] - size
    middle = ((low + late) // 2, (right + late) // 2)
    corners = [(0, 0), (0, right), (low, 0), (low, right), middle][:five]
    crops = [image[:, top : top + size, left : left + size] for top, left in corners]
    crops += [crop[:, *flip] for crop in crops] if flip else []
    scores = model(np.stack(crops))
    return softmax(scores, axis=1).mean(axis=0) if after else softmax(scores.mean(axis=0), axis=0)


def _first_place(image, size, model):
    """Let the middle crop begin in the middle of the picture, as far as the picture goes."""
    low, right = image.shape[1] - size, image.shape[2] - size
    height, width = image.shape[1] // 2, image.shape[2] // 2
    corners = [(0, 0), (0, right), (low, 0), (low, right), (min(height, low), min(width, right))]
    crops = [image[:, top : top + size, left : left + size] for top, left in corners]
    scores = model(np.stack([*crops, *(crop[:, :, ::-1] for crop in crops)]))
    return softmax(scores, axis=1).mean(axis=0)


def _network(size, classes, seed, strength=1.0):
    """Return a network of one dense layer: crops (count, 3, size, size) to scores (count, classes)."""
    weight = np.random.default_rng(seed).normal(0, strength, (3 * size * size, classes))

    def model(crops):
        """Return the scores of some crops, one row for each."""
        return np.reshape(crops, (len(crops), len(weight))) @ weight

    return model


def _random_look(rng):
    size, classes = int(rng.integers(2, 5)), int(rng.integers(3, 6))
    height, width = size + rng.integers(1, 6, size=2)
    model = _network(size, classes, rng.integers(1000), 0.5)
    return case(rng.normal(size=(3, height, width)), size, model)


def _picture(height, width):
    return np.random.default_rng(height).normal(size=(3, height, width))


_LOOKS = {
    "6 rows, 8 columns, crops of 4": case(_picture(6, 8), 4, _network(4, 3, 1, 0.5)),
    "an odd rest": case(_picture(5, 8), 3, _network(3, 4, 2, 0.5)),
    "crops of one pixel": case(_picture(3, 4), 1, _network(1, 3, 3)),
}
_UPSIDE_DOWN = (slice(None, None, -1), slice(None))
_LOOK_MISTAKES = [
    Mistake(
        "you average the scores, and then take the softmax: average the ten softmax outputs",
        lambda *given: _ten_looks(*given, after=False),
    ),
    Mistake(
        "the mirror images are missing: these are five looks", lambda *given: _ten_looks(*given, flip=None)
    ),
    Mistake(
        "the crops are turned upside down: a mirror exchanges left and right",
        lambda *given: _ten_looks(*given, flip=_UPSIDE_DOWN),
    ),
    Mistake(
        "the middle is missing: these are the four corners and their mirror images",
        lambda *given: _ten_looks(*given, five=4),
    ),
    Mistake("the crop of the middle begins in the middle: its own middle belongs there", _first_place),
    Mistake(
        "the crop of the middle begins a pixel late: half of what is left, rounded down",
        lambda *given: _ten_looks(*given, late=1),
    ),
    Mistake(
        "the mirror images are upside down, too: a mirror exchanges left and right alone",
        lambda *given: _ten_looks(*given, flip=(slice(None, None, -1), slice(None, None, -1))),
    ),
    Mistake(
        "this is the sum of the ten looks: take their mean, so that the probabilities sum to 1",
        lambda *given: 10 * _ten_looks(*given),
    ),
]

TASKS = [
    Task(
        "error_curve",
        reference=_error_curve,
        cases={
            "two pictures, seven classes": case(_TWO, np.array([0, 6])),
            "four pictures, three classes": case(_MIXED, np.array([1, 2, 1, 1])),
            "the first guess is always right": case(_MIXED, np.array([1, 0, 2, 1])),
        },
        random=_random_scores,
        mistakes=_CURVE_MISTAKES,
    ),
    Task(
        "tint",
        reference=_tint,
        cases=_TINTS,
        random=_random_tint,
        mistakes=_TINT_MISTAKES,
        without=("cnnlib.datasets.augmentation.pca_color",),
    ),
    Task("ten_looks", reference=_ten_looks, cases=_LOOKS, random=_random_look, mistakes=_LOOK_MISTAKES),
]
