"""Chapter 7, continued: where weights begin, and dropout."""

import math
from functools import partial

import numpy as np

from cnnlib.exercises.task import Mistake, Task, case


def _fans(shape):
    area = math.prod(shape[2:])
    return shape[1] * area, shape[0] * area


def _deviation(shape, recipe):
    fan_in, fan_out = _fans(shape)
    return math.sqrt({"lecun": 1 / fan_in, "he": 2 / fan_in, "xavier": 2 / (fan_in + fan_out)}[recipe])


def _start(shape, recipe, seed):
    return np.random.default_rng(seed).normal(0, _deviation(shape, recipe), shape)


def _start_with(deviation):
    """Return a start whose normal numbers have another deviation."""
    return lambda shape, recipe, seed: np.random.default_rng(seed).normal(0, deviation(shape, recipe), shape)


def _without_area(shape, recipe):
    return _deviation(shape[:2], recipe)


def _swapped(shape, recipe):
    return _deviation((shape[1], shape[0], *shape[2:]), recipe)


def _he_without_two(shape, recipe):
    return _deviation(shape, "lecun" if recipe == "he" else recipe)


def _xavier_without_two(shape, recipe):
    return _deviation(shape, recipe) / (math.sqrt(2) if recipe == "xavier" else 1)


def _xavier_units(shape, recipe):
    """Leave the area out of the number of outputs alone."""
    fan_in, _ = _fans(shape)
    return math.sqrt(2 / (fan_in + shape[0])) if recipe == "xavier" else _deviation(shape, recipe)


def _he_always(shape, recipe):
    return _deviation(shape, "he")


def _start_seedless(shape, recipe, seed):
    return _start(shape, recipe, 0)


def _start_by_the_old_generator(shape, recipe, seed):
    return np.random.RandomState(seed).normal(0, _deviation(shape, recipe), shape)


def _start_uniform(shape, recipe, seed, widths=1):
    bound = math.sqrt(widths) * _deviation(shape, recipe)
    return np.random.default_rng(seed).uniform(-bound, bound, shape)


def _random_start(rng):
    recipe = str(rng.choice(["lecun", "he", "xavier"]))
    out, inputs = rng.permutation(5)[:2] + 2
    kernel = [] if rng.random() < 0.4 else rng.integers(2, 5, size=2)
    return case(tuple(int(n) for n in (out, inputs, *kernel)), recipe, int(rng.integers(1000)))


def _drop(x, noise, p, training):
    return np.where(noise >= p, x / (1 - p), 0.0) if training else x


def _drop_unscaled(x, noise, p, training):
    return np.where(noise >= p, x, 0.0) if training else x


def _drop_published(x, noise, p, training):
    return np.where(noise >= p, x, 0.0) if training else (1 - p) * x


def _drop_by_p(x, noise, p, training):
    return np.where(noise >= p, x / p, 0.0) if training else x


def _drop_others(x, noise, p, training):
    return np.where(noise < p, x / (1 - p), 0.0) if training else x


def _drop_at_p(x, noise, p, training):
    return np.where(noise > p, x / (1 - p), 0.0) if training else x


def _drop_shrunk(x, noise, p, training):
    return np.where(noise >= p, x * (1 - p), 0.0) if training else x


def _drop_small(x, noise, p, training):
    return np.where(x >= p, x / (1 - p), 0.0) if training else x


def _drop_measured(x, noise, p, training):
    kept = noise >= p
    return np.where(kept, x / kept.mean(), 0.0) if training else x


def _drop_scaled_twice(x, noise, p, training):
    return _drop(x, noise, p, training) if training else x / (1 - p)


_NOISE = np.array([[0.1, 0.9, 0.3, 0.6], [0.2, 0.8, 0.5, 0.05]])
_X = np.array([[1.0, 2.0, 3.0, 4.0], [8.0, 6.0, -4.0, 2.0]])
_DROPS = {
    "a fifth dropped in training": case(_X, _NOISE, 0.2, True),
    "three quarters dropped in training": case(_X, _NOISE, 0.75, True),
    "in use": case(_X, _NOISE, 0.75, False),
    "a row": case(_X[0], _NOISE[0], 0.25, True),
}


def _random_drop(rng):
    shape = tuple(int(n) for n in rng.integers(2, 5, size=rng.integers(1, 4)))
    p = float(rng.choice([0.1, 0.3, 0.6, 0.8]))
    noise = rng.integers(0, 10, shape) / 10  # a tenth lies on p itself
    return case(rng.normal(size=shape), noise, p, bool(rng.random() < 0.7))


TRAINING = [
    Task(
        "start_weights",
        reference=_start,
        cases={
            "a dense layer for ReLU": case((2, 8), "he", 0),
            "a convolution for ReLU": case((2, 3, 3, 2), "he", 1),
            "a dense layer for tanh": case((3, 4), "lecun", 2),
            "a dense layer by Xavier": case((2, 6), "xavier", 3),
            "a convolution by Xavier": case((4, 2, 3, 3), "xavier", 4),
        },
        random=_random_start,
        mistakes=[
            Mistake(
                "a unit of a convolution reads channels × height × width numbers, not only the channels",
                _start_with(_without_area),
            ),
            Mistake(
                "inputs and outputs are exchanged: the first axis of the weights runs over the units",
                _start_with(_swapped),
            ),
            Mistake(
                "the recipes give variances; a deviation is the root of one",
                _start_with(lambda shape, recipe: _deviation(shape, recipe) ** 2),
            ),
            Mistake(
                "ReLU throws away half of the mean square: He makes up for it, with a 2",
                _start_with(_he_without_two),
            ),
            Mistake(
                "Xavier takes the mean of two numbers, n_in and n_out: where is its 2",
                _start_with(_xavier_without_two),
            ),
            Mistake(
                "going down, a gradient is summed over the filters and the area of the kernel: n_out has "
                "that factor, too",
                _start_with(_xavier_units),
            ),
            Mistake("the numbers are drawn uniformly, but should be normal", _start_uniform),
            Mistake(
                "the numbers are drawn uniformly, but should be normal", partial(_start_uniform, widths=3)
            ),
            Mistake("every recipe is He's: look at recipe", _start_with(_he_always)),
            Mistake("the seed is always 0: draw with the one that is given", _start_seedless),
            Mistake(
                "`np.random.seed` rules another generator: draw with `np.random.default_rng(seed)`",
                _start_by_the_old_generator,
            ),
        ],
    ),
    Task(
        "inverted_dropout",
        reference=_drop,
        cases=_DROPS,
        random=_random_drop,
        mistakes=[
            Mistake(
                "the survivors are not scaled up, so a sum comes out smaller in training than in use",
                _drop_unscaled,
            ),
            Mistake(
                "this is the paper's convention: here the scaling is done in training, and nothing in use",
                _drop_published,
            ),
            Mistake(
                "p is the chance to be dropped: a number stays with the chance 1 − p, so divide by that",
                _drop_by_p,
            ),
            Mistake(
                "those that should stay are dropped, and the others kept: a number stays where noise ≥ p",
                _drop_others,
            ),
            Mistake("where noise is just p, a number stays", _drop_at_p),
            Mistake(
                "the survivors are scaled down: they must make up for those that are dropped", _drop_shrunk
            ),
            Mistake("the numbers themselves are compared with p: noise decides who stays", _drop_small),
            Mistake(
                "training is the other way round: numbers are dropped when it is true",
                lambda x, noise, p, training: _drop(x, noise, p, not training),
            ),
            Mistake("in use, nothing is dropped", lambda x, noise, p, training: _drop(x, noise, p, True)),
            Mistake(
                "scaled by the share that has stayed this time: take the share that stays on average, 1 − p",
                _drop_measured,
            ),
            Mistake(
                "scaled in use as well: the mean is right only if use changes nothing", _drop_scaled_twice
            ),
        ],
    ),
]
