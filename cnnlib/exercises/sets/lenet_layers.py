"""Chapter 10: the layers that only the published LeNet-5 has."""

import numpy as np

from cnnlib import functional
from cnnlib.exercises.task import Mistake, Task, case
from cnnlib.ops import vectorized

_MAP = np.array([[[0.5, 1.0, -1.0, 0.0], [0.25, 0.0, 2.0, 1.0]]])


def _pooled(x):
    return vectorized.avg_pool2d(x[None], 2, divisor_override=1)[0]


def _each(values):
    return values[:, None, None]


def _subsample(x, coefficient, bias):
    return functional.scaled_tanh(_each(coefficient) * _pooled(x) + _each(bias))


def _mean_first(x, coefficient, bias):
    return _subsample(x / 4, coefficient, bias)


def _maximum(x, coefficient, bias):
    largest = vectorized.max_pool2d(x[None], 2)[0][0]
    return functional.scaled_tanh(_each(coefficient) * largest + _each(bias))


def _not_squashed(x, coefficient, bias):
    return _each(coefficient) * _pooled(x) + _each(bias)


def _plain_tanh(x, coefficient, bias):
    return np.tanh(_not_squashed(x, coefficient, bias))


def _not_sloped(x, coefficient, bias):
    return 1.7159 * _plain_tanh(x, coefficient, bias)


def _bias_four_times(x, coefficient, bias):
    return _subsample(x, coefficient, 4 * bias)


def _bias_scaled(x, coefficient, bias):
    return _subsample(x, coefficient, coefficient * bias)


def _squashed_first(x, coefficient, bias):
    return functional.scaled_tanh(_each(coefficient) * x + _each(bias))


def _every_window(x, coefficient, bias):
    sums = vectorized.avg_pool2d(x[None], 2, stride=1, divisor_override=1)[0]
    return functional.scaled_tanh(_each(coefficient) * sums + _each(bias))


def _random_maps(rng):
    maps, height, width = rng.integers(1, 5), *(2 * rng.integers(1, 5, size=2))
    return case(rng.normal(size=(maps, height, width)), *rng.normal(size=(2, maps)))


def _dense(kernels, table):
    """Return the weights of a layer that sees everything, with zeros where the table has no connection."""
    weight = np.zeros((*table.shape, *kernels.shape[1:]))
    weight[table] = kernels
    return weight


def _by_table(x, kernels, bias, table):
    return vectorized.conv2d(x[None], _dense(kernels, table), bias)[0]


def _in_other_order(x, kernels, bias, table):
    """Deal out the kernels input map by input map."""
    weight = np.zeros((*table.T.shape, *kernels.shape[1:]))
    weight[table.T] = kernels
    return vectorized.conv2d(x[None], weight.swapaxes(0, 1).copy(), bias)[0]


def _bias_per_kernel(x, kernels, bias, table):
    return _by_table(x, kernels, bias * table.sum(axis=1), table)


def _flipped(x, kernels, bias, table):
    return _by_table(x, kernels[:, ::-1, ::-1], bias, table)


def _first_maps(x, kernels, bias, table):
    """Let a map that sees n others see the first n."""
    packed = -np.sort(-table.astype(int), axis=1) > 0
    return _by_table(x, kernels, bias, packed)


def _last_only(x, kernels, bias, table):
    """Keep only the last kernel of each map."""
    last = np.array([np.arange(len(row)) == np.flatnonzero(row)[-1] for row in table])
    return _by_table(x, kernels[last[table]], bias, last)


def _beginning_again(x, kernels, bias, table):
    """Take the first kernels for every output map, instead of going on through them."""
    places = np.concatenate([np.arange(row.sum()) for row in table])
    return _by_table(x, kernels[places], bias, table)


def _without_bias(x, kernels, bias, table):
    return _by_table(x, kernels, np.zeros_like(bias), table)


def _connected(rng, out, maps, kernel, draw):
    table = rng.random((out, maps)) < 0.55
    table[np.arange(out), rng.integers(0, maps, size=out)] = True
    return draw((int(table.sum()), *kernel)), draw(out), table


def _layer(seed, x_shape, out, kernel):
    rng = np.random.default_rng(seed)

    def draw(size):
        return rng.choice([-2.0, -1.0, 1.0, 2.0, 3.0], size=size)

    return case(draw(x_shape), *_connected(rng, out, x_shape[0], kernel, draw))


def _random_layer(rng):
    maps, out, kh, kw = (int(n) for n in rng.integers(2, 5, size=4))
    height, width = rng.integers(4, 8, size=2)
    return case(
        rng.normal(size=(maps, height, width)),
        *_connected(rng, out, maps, (kh, kw), lambda size: rng.normal(size=size)),
    )


_BY_HAND = case(
    np.array([[[1.0, 2.0], [3.0, 4.0]], [[5.0, 0.0], [1.0, 2.0]]]),
    np.array([[[1.0, 2.0]], [[3.0, 1.0]], [[0.0, 1.0]]]),
    np.array([10.0, 20.0]),
    np.array([[True, True], [False, True]]),
)

TASKS = [
    Task(
        "subsample",
        reference=_subsample,
        cases={
            "one map of 2 rows and 4 columns": case(_MAP, np.array([0.5]), np.array([-0.25])),
            "two maps": case(
                np.concatenate([_MAP, 2 * _MAP[:, ::-1]]), np.array([0.25, -1.0]), np.array([0.5, 1.0])
            ),
            "three maps of 4 rows and 2 columns": case(
                np.arange(24.0).reshape(3, 4, 2) / 10 - 1,
                np.array([0.5, 1.0, -0.3]),
                np.array([0.1, -1.0, 0.4]),
            ),
        },
        random=_random_maps,
        mistakes=[
            Mistake(
                "the mean of each window is taken: take the sum, the coefficient does the rest", _mean_first
            ),
            Mistake("the largest of each window is taken: this layer adds the four", _maximum),
            Mistake("the squash is missing: f comes last", _not_squashed),
            Mistake("the squash is a plain tanh: here it is scaled in both directions", _plain_tanh),
            Mistake("the slope of 2/3 inside the tanh is missing", _not_sloped),
            Mistake("the bias is added to each of the four numbers: add it once", _bias_four_times),
            Mistake("the coefficient multiplies the bias as well: add the bias afterwards", _bias_scaled),
            Mistake("the windows overlap: they should stand side by side", _every_window),
            Mistake(
                "each number is squashed before the four are added: the squash comes last",
                lambda x, coefficient, bias: _pooled(_squashed_first(x, coefficient, bias)),
            ),
            Mistake(
                "all maps get the first coefficient and the first bias: each map has its own",
                lambda x, coefficient, bias: _subsample(x, coefficient[:1], bias[:1]),
            ),
            Mistake(
                "the reshape runs on along a row: a window reaches over two rows and two columns",
                lambda x, coefficient, bias: functional.scaled_tanh(
                    _each(coefficient) * x.reshape(*_pooled(x).shape, 4).sum(axis=3) + _each(bias)
                ),
            ),
        ],
        without=("cnnlib.functional.scaled_tanh", "cnnlib.layers.Subsampling", "cnnlib.layers.ScaledTanh"),
    ),
    Task(
        "convolve_by_table",
        reference=_by_table,
        cases={
            "two maps from two, by hand": _BY_HAND,
            "three maps from two, kernels of 2 × 2": _layer(8, (2, 3, 4), 3, (2, 2)),
            "four maps from three, kernels of 2 × 3": _layer(2, (3, 4, 5), 4, (2, 3)),
        },
        random=_random_layer,
        mistakes=[
            Mistake(
                "the kernels are in another order: first come those of output map 0, then those of map 1",
                _in_other_order,
            ),
            Mistake("the bias is added with every kernel: a map has one bias, added once", _bias_per_kernel),
            Mistake("the kernels are flipped: a layer cross-correlates", _flipped),
            Mistake("a map that sees n others sees the first n here: the table says which ones", _first_maps),
            Mistake("each kernel replaces what the ones before have added: add them up", _last_only),
            Mistake("the bias is missing", _without_bias),
            Mistake(
                "each output map begins with the first kernel again: go on where the map before has ended",
                _beginning_again,
            ),
            Mistake(
                "there is no squash in this layer",
                lambda *given: functional.scaled_tanh(_by_table(*given)),
            ),
        ],
    ),
]
