"""Chapter 3: sparse connectivity, parameter sharing, equivariance."""

import numpy as np

from cnnlib import signal
from cnnlib.exercises.sets.connectivity_fields import TASKS as _FIELDS
from cnnlib.exercises.sets.connectivity_reach import REACHED
from cnnlib.exercises.sets.connectivity_shifts import SHIFT_ERROR
from cnnlib.exercises.task import Mistake, Task, case


def _counts(m, k, kind):
    """Return connections and weights of m units on m inputs, the kernel being zero-padded."""
    return _with_arrows(m, k, kind, k * m - (k**2 - 1) // 4)


def _with_arrows(m, k, kind, arrows):
    return {"dense": (m * m, m * m), "local": (arrows, arrows), "shared": (arrows, k)}[kind]


def _no_sharing(m, k, kind):
    connections, _ = _counts(m, k, kind)
    return connections, connections


def _always_sharing(m, k, kind):
    connections, weights = _counts(m, k, kind)
    return connections, weights if kind == "dense" else k


def _shared_arrows(m, k, kind):
    return (k, k) if kind == "shared" else _counts(m, k, kind)


def _random_counts(rng):
    k = 2 * int(rng.integers(0, 4)) + 1
    return case(int(k + rng.integers(0, 9)), k, str(rng.choice(["dense", "local", "shared"])))


_ARROWS = Task(
    "arrows_and_weights",
    reference=_counts,
    cases={
        "five units, dense": case(5, 3, "dense"),
        "five units, local": case(5, 3, "local"),
        "five units, shared": case(5, 3, "shared"),
        "nine units, a local kernel of five": case(9, 5, "local"),
        "nine units, a shared kernel of five": case(9, 5, "shared"),
        "a shared kernel of one": case(4, 1, "shared"),
    },
    random=_random_counts,
    mistakes=[
        Mistake(
            "arrows that come from the zeros beyond the ends are counted, too",
            lambda m, k, kind: _with_arrows(m, k, kind, k * m),
        ),
        Mistake(
            "the arrows that hang over are taken away at one end only",
            lambda m, k, kind: _with_arrows(m, k, kind, k * m - (k**2 - 1) // 8),
        ),
        Mistake(
            "not only the outermost unit hangs over: with a kernel of five the one beside it does, too",
            lambda m, k, kind: _with_arrows(m, k, kind, k * m - (k - 1)),
        ),
        Mistake(
            "only the units are counted whose windows lie wholly on the inputs",
            lambda m, k, kind: _with_arrows(m, k, kind, k * (m - k + 1)),
        ),
        Mistake(
            "2 arrows hang over with a kernel of three; a wider one has more of them, a kernel of one none",
            lambda m, k, kind: _with_arrows(m, k, kind, k * m - 2),
        ),
        Mistake("a shared layer has far fewer weights than connections", _no_sharing),
        Mistake("a shared layer has all the arrows of a local one: they share weights", _shared_arrows),
        Mistake(
            "the connections come first, then the weights",
            when=lambda got, want, *_: isinstance(got, tuple | list) and tuple(got) == want[::-1],
        ),
        Mistake("a local layer shares nothing: each of its arrows has a weight of its own", _always_sharing),
    ],
)


def _banded(w):
    """Return the (m, m) matrix of a local, zero-padded layer with kernels w (m, k), k odd."""
    m, k = w.shape
    return _staircase(w)[:, k // 2 : m + k // 2]


def _staircase(w):
    """Return the matrix of the same layer on m + k - 1 inputs, without padding."""
    m, k = w.shape
    matrix = np.zeros((m, m + k - 1))
    for i in range(m):
        matrix[i, i : i + k] = w[i]
    return matrix


def _wrapped(w):
    m, k = w.shape
    return sum(np.diag(w[:, tap]) @ np.roll(np.eye(m), tap - k // 2, axis=1) for tap in range(k))


def _wrapped_on_the_left(w):
    """Return the matrix into which a loop writes that stops at the last column, but not at the first."""
    return _unguarded(w, lambda column: column < len(w))


def _unguarded(w, writes=lambda column: True):
    """Return the matrix into which a loop writes wherever ``writes(column)``, as Python counts columns."""
    m, k = w.shape
    matrix = np.zeros((m, m))
    for i, tap in np.ndindex(m, k):
        if writes(i + tap - k // 2):
            matrix[i, i + tap - k // 2] = w[i, tap]
    return matrix


def _not_centered(w):
    return _staircase(w)[:, : len(w)]


def _pushed_in(w):
    """Return the matrix in which a window that hangs over on the left begins at 0 with its first weight."""
    m, k = w.shape
    matrix = np.zeros((m, m))
    for i in range(m):
        start = max(0, i - k // 2)
        matrix[i, start : start + k] = w[i, : m - start]
    return matrix


def _random_kernels(rng):
    k = 2 * rng.integers(0, 3) + 1
    return case(rng.normal(size=(k + rng.integers(0, 5), k)))


_AT_THE_RIGHT = "a weight that hangs over on the left has come out at the right: index −1 is the last column"

_BANDED = Task(
    "banded_matrix",
    reference=_banded,
    cases={
        "four units, kernels of three": case(np.arange(1.0, 13.0).reshape(4, 3)),
        "six units, kernels of five": case(np.arange(1.0, 31.0).reshape(6, 5) ** 2),
        "one kernel for all: a Toeplitz matrix": case(np.tile([-1.0, 0.5, 2.0], (5, 1))),
        "kernels of one": case(np.array([[2.0], [-1.0], [0.5]])),
    },
    random=_random_kernels,
    mistakes=[
        Mistake(_AT_THE_RIGHT, _wrapped),
        Mistake(_AT_THE_RIGHT, _wrapped_on_the_left),
        Mistake(
            "weights that hang over are written, too: leave out those for which there is no column",
            _unguarded,
        ),
        Mistake("the columns of the zeros at both ends are still there: cut them off", _staircase),
        Mistake("row i must hold what unit i listens to; here that is column i", lambda w: _banded(w).T),
        Mistake(
            "each kernel is flipped: its first weight belongs to the input on the left",
            lambda w: _banded(w[:, ::-1]),
        ),
        Mistake("all units have the kernel of unit 0", lambda w: _banded(np.tile(w[0], (len(w), 1)))),
        Mistake(
            "unit i must listen to input i with its middle weight; here it does with its first", _not_centered
        ),
        Mistake(
            "where a kernel hangs over on the left, its first weights are lost, not its last", _pushed_in
        ),
    ],
)


def _tiled(x, kernels):
    """Return the layer on a picture x whose kernels (a, b, height, width) take turns along both axes."""
    return _chosen(x, kernels, lambda rows, columns: (rows % kernels.shape[0], columns % kernels.shape[1]))


def _chosen(x, kernels, which):
    """Return a layer whose unit in places (rows, columns) takes the kernel ``which(rows, columns)``."""
    windows = np.lib.stride_tricks.sliding_window_view(x, kernels.shape[2:])
    taken = kernels[which(*np.indices(windows.shape[:2]))]
    return np.einsum("ijkl,ijkl->ij", windows, taken)


def _flipped(x, kernels):
    return _tiled(x, kernels[:, :, ::-1, ::-1])


def _axes_exchanged(x, kernels):
    a, b = kernels.shape[:2]
    return _chosen(x, kernels, lambda rows, columns: (columns % a, rows % b))


def _in_blocks(x, kernels):
    a, b, height, width = kernels.shape
    rows, columns = x.shape[0] - height + 1, x.shape[1] - width + 1
    return _chosen(x, kernels, lambda i, j: (i * a // rows, j * b // columns))


def _one_after_another(x, kernels):
    a, b, _, width = kernels.shape
    columns = x.shape[1] - width + 1
    return _chosen(x, kernels, lambda i, j: np.divmod((i * columns + j) % (a * b), b))


def _in_pairs(x, kernels):
    a, b = kernels.shape[:2]
    return _chosen(x, kernels, lambda rows, columns: (rows // a % a, columns // b % b))


def _kernels_run_out(x, kernels):
    return _chosen(x, kernels, lambda rows, columns: (rows, columns))


def _random_tiles(rng):
    rows, columns = rng.integers(4, 7, size=2)
    height, width = rng.integers(1, 4, size=2)
    turns = (rng.integers(1, rows + 1), rng.integers(1, columns + 1))
    x = rng.normal(size=(rows + height - 1, columns + width - 1))
    return case(x, rng.normal(size=(*turns, height, width)))


_PICTURE = np.array([[1.0, 0, 2, 5, 1], [3, 1, 0, 2, 4], [0, 2, 6, 1, 1], [2, 3, 1, 0, 7]])
_NUMBERS = np.array([1.0, -2, 3, 0, 5, 1, -1, 2, 4, -3, 0, 6, 2, 7, -5, 1])

_TILED = Task(
    "tiled_layer",
    reference=_tiled,
    cases={
        "two kernels that take turns in each row": case(_PICTURE, _NUMBERS[:4].reshape(1, 2, 1, 2)),
        "two by two kernels": case(_PICTURE, _NUMBERS.reshape(2, 2, 2, 2)),
        "three by one kernels": case(_PICTURE, _NUMBERS[:6].reshape(3, 1, 1, 2)),
        "one kernel: a convolutional layer": case(_PICTURE, _NUMBERS[:4].reshape(1, 1, 2, 2)),
        "a kernel for each unit: a local layer": case(_PICTURE[:3, :3], _NUMBERS.reshape(2, 2, 2, 2)),
    },
    random=_random_tiles,
    mistakes=[
        Mistake(
            "all units use one kernel: this is the shared layer",
            lambda x, kernels: signal.cross_correlate(x, kernels[0, 0], mode="valid"),
        ),
        Mistake("the kernels are flipped: layers cross-correlate", _flipped),
        Mistake("rows and columns are exchanged where the kernel is chosen", _axes_exchanged),
        Mistake("neighbors share a kernel here; they are to take turns", _in_blocks),
        Mistake("neighbors share a kernel here; they are to take turns", _in_pairs),
        Mistake("there are fewer kernels than units: after the last one comes the first", _kernels_run_out),
        Mistake(
            "the kernels take turns along the units in one long line; turn along rows and columns apart",
            _one_after_another,
        ),
        Mistake(
            "the last row and column are missing: n pixels hold n − k + 1 windows",
            lambda x, kernels: _tiled(x, kernels)[:-1, :-1],
        ),
    ],
)

TASKS = [_ARROWS, _BANDED, *_FIELDS, _TILED, SHIFT_ERROR, REACHED]
