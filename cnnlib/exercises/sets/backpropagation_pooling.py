"""Chapter 8, continued: the way back through average and max pooling."""

import numpy as np

from cnnlib.exercises.task import Mistake, Task, case
from cnnlib.ops import vectorized


def _random_pool(rng):
    """Draw a δ, the sides of a picture, a window and a stride that fit each other."""
    size, stride = (int(n) for n in rng.integers((2, 1), 4))
    shape = tuple(int(n) for n in rng.integers(4, 8, size=2))
    delta = rng.normal(size=[(n - size) // stride + 1 for n in shape])
    return delta, shape, size, stride


def _random_max(rng):
    delta, shape, size, stride = _random_pool(rng)
    floor = rng.choice([0.0, -9.0])  # with and without a ReLU in front
    return case(delta, np.maximum(rng.integers(-6, 4, shape), floor), size, stride)


def _avg_back(delta, shape, size, stride):
    return vectorized.avg_pool2d_backward(delta[None, None], (1, 1, *shape), size, stride=stride)[0, 0]


def _avg_by_loops(delta, shape, size, stride, *, share=None, overwrite=False):
    """Hand each δ to its window, and cut off what reaches over the rim."""
    grad_x = np.zeros(shape)
    for i, j in np.ndindex(*delta.shape):
        window = grad_x[stride * i : stride * i + size, stride * j : stride * j + size]
        window[...] = (0 if overwrite else window) + delta[i, j] * (share or 1 / size**2)
    return grad_x


def _avg_tiled(delta, shape, size, stride):
    return _avg_by_loops(delta, shape, size, size)


def _avg_at_stride_1(delta, shape, size, stride):
    return _avg_by_loops(delta, shape, size, 1)


def _avg_by_side(delta, shape, size, stride):
    return _avg_back(delta, shape, size, stride) * size


def _avg_over_picture(delta, shape, size, stride):
    return _avg_back(delta, shape, size, stride) * size**2 / np.prod(shape)


def _avg_by_readers(delta, shape, size, stride):
    """Average in each pixel what comes back from its windows."""
    readers = _avg_by_loops(np.ones_like(delta), shape, size, stride, share=1.0)
    return _avg_back(delta, shape, size, stride) / np.maximum(readers, 1)


def _avg_by_stride(delta, shape, size, stride):
    return _avg_back(delta, shape, size, stride) * size**2 / stride**2


def _avg_to_corners(delta, shape, size, stride):
    grad_x = np.zeros(shape)
    grad_x[: stride * len(delta) : stride, : stride * delta.shape[1] : stride] = delta
    return grad_x


def _max_back(delta, x, size, stride):
    _, winners = vectorized.max_pool2d(x[None, None], size, stride=stride)
    return vectorized.max_pool2d_backward(delta[None, None], winners, (1, 1, *x.shape))[0, 0]


def _max_by(shares, *, overwrite=False):
    """Return the way back with other ``shares(window)`` of δ; ``overwrite`` keeps the last one only."""

    def back(delta, x, size, stride):
        grad_x = np.zeros(x.shape)
        for i, j in np.ndindex(*delta.shape):
            place = np.s_[stride * i : stride * i + size, stride * j : stride * j + size]
            share = shares(x[place])
            kept = np.where(share > 0, 0, grad_x[place]) if overwrite else grad_x[place]
            grad_x[place] = kept + delta[i, j] * share
        return grad_x

    return back


def _winners(window):
    return (window == window.max()).astype(float)


def _shared(window):
    return _winners(window) / _winners(window).sum()


def _first(window):
    shares = np.zeros(window.shape)
    shares.flat[window.argmax()] = 1
    return shares


def _last(window):
    return _first(window[::-1, ::-1])[::-1, ::-1]


def _first_in_columns(window):
    return _first(window.T).T


def _largest_size(window):
    return _first(np.abs(window))


def _above_zero(window):
    return _first(np.maximum(window, 0))


def _max_found_anywhere(delta, x, size, stride):
    """Give δ to the first pixel of the whole picture that is as large as the winner."""
    grad_x = np.zeros(x.shape)
    for i, j in np.ndindex(*delta.shape):
        window = x[stride * i : stride * i + size, stride * j : stride * j + size]
        grad_x[tuple(np.argwhere(x == window.max())[0])] += delta[i, j]
    return grad_x


def _max_tiled(delta, x, size, stride):
    """Let the windows begin ``size`` apart; what would begin beyond the picture is left out."""
    rows, columns = (-(-side // size) for side in x.shape)
    return _max_by(_first)(delta[:rows, :columns], x, size, size)


def _value_of_winner(window):
    return _first(window) * window


_DELTA = np.array([[1.0, -2.0], [3.0, 4.0]])
_POOLS = {
    "windows that tile": case(_DELTA, (4, 4), 2, 2),
    "a rest that no window reads": case(_DELTA, (5, 4), 2, 2),
    "windows that overlap": case(np.array([[9.0, 18.0, -9.0], [0.0, 27.0, 9.0]]), (4, 5), 3, 1),
    "gaps between the windows": case(_DELTA, (5, 6), 2, 3),
}
_PLAIN = np.array([[1.0, 3.0, 2.0, 0.0], [5.0, 7.0, 4.0, 1.0], [0.0, 2.0, 8.0, 6.0], [9.0, -1.0, 6.5, 3.0]])
_TIES = np.array([[0.0, 0.0, 5.0, 4.0], [0.0, 0.0, 5.0, 5.0], [2.0, 7.0, 1.0, 3.0], [7.0, 1.0, 3.0, 2.0]])
_MAXIMA = {
    "windows that tile": case(_DELTA, _PLAIN, 2, 2),
    "ties": case(_DELTA, _TIES, 2, 2),
    "windows that overlap": case(np.arange(1.0, 10).reshape(3, 3), _PLAIN, 2, 1),
    "numbers below 0": case(
        _DELTA, np.array([[-4, -1, -2, -2], [-3, -2, -1, -6], [3, -5, 1, 1], [2, 0, -2, 1]]) / 2, 2, 2
    ),
    "one number in two windows": case(
        _DELTA, np.array([[1, 5, 6, 0], [0, 2, 3, 5], [5, 1, 0, 2], [3, 4, 6, 1]]) / 1, 2, 2
    ),
    "ties where windows of three overlap, and a rest": case(
        np.array([[2.0], [-5.0]]), np.array([[1.0, 1.0, 0.0, 0.0]] * 2 + [[4.0, 4.0, 0.0, 9.0]] * 3), 3, 2
    ),
}

POOLING = [
    Task(
        "avg_pool_back",
        reference=_avg_back,
        cases=_POOLS,
        random=lambda rng: case(*_random_pool(rng)),
        mistakes=[
            Mistake(
                "each pixel gets the whole δ, but it had only a share in the mean",
                lambda *arguments: _avg_by_loops(*arguments, share=1.0),
            ),
            Mistake("δ is divided by the side of the window; how many pixels are in it", _avg_by_side),
            Mistake(
                "δ is divided by the pixels of the whole picture: take those of the window", _avg_over_picture
            ),
            Mistake(
                "a pixel that lies in several windows collects from all of them: add, do not overwrite",
                lambda *arguments: _avg_by_loops(*arguments, overwrite=True),
            ),
            Mistake("δ is divided by the square of the stride: take the pixels of a window", _avg_by_stride),
            Mistake("only the first pixel of each window gets something: all had a part", _avg_to_corners),
            Mistake("you let the windows tile, but they begin stride apart", _avg_tiled),
            Mistake(
                "you let the windows begin one pixel apart, but they begin stride apart", _avg_at_stride_1
            ),
            Mistake(
                "what comes back to a pixel is averaged over its windows, but must be added up",
                _avg_by_readers,
            ),
        ],
        without=("cnnlib.ops.vectorized.avg_pool2d_backward", "cnnlib.ops.loops.avg_pool2d_backward"),
    ),
    Task(
        "max_pool_back",
        reference=_max_back,
        cases=_MAXIMA,
        random=_random_max,
        mistakes=[
            Mistake(
                "in a tie, every winner gets the whole δ; only the first one is to get it", _max_by(_winners)
            ),
            Mistake(
                "in a tie, the winners share δ, as in torch.amax; here the first one gets it whole",
                _max_by(_shared),
            ),
            Mistake(
                "in a tie, the last winner gets δ; here it is the first in reading order", _max_by(_last)
            ),
            Mistake(
                "in a tie, the first in its column gets δ: read the window row by row",
                _max_by(_first_in_columns),
            ),
            Mistake("the pixel farthest from 0 gets δ: it is the largest that wins", _max_by(_largest_size)),
            Mistake(
                "the search begins at 0, which beats every negative number: begin with a pixel",
                _max_by(_above_zero),
            ),
            Mistake(
                "the winner is looked up in the whole picture, where its equal may stand earlier",
                _max_found_anywhere,
            ),
            Mistake("you let the windows tile, but they begin stride apart", _max_tiled),
            Mistake(
                "a pixel may win several windows: add what comes back, do not overwrite",
                _max_by(_first, overwrite=True),
            ),
            Mistake(
                "the losers of a window get something, too: they have no part in its maximum",
                _max_by(np.ones_like),
            ),
            Mistake(
                "the losers of a window get something, too: they have no part in its maximum",
                _max_by(lambda window: np.full(window.shape, 1 / window.size)),
            ),
            Mistake(
                "δ is multiplied by the maximum: it passes unchanged, as the slope of max is 1 at the winner",
                _max_by(_value_of_winner),
            ),
        ],
        without=(
            "cnnlib.ops.vectorized.max_pool2d",
            "cnnlib.ops.vectorized.max_pool2d_backward",
            "cnnlib.ops.loops.max_pool2d",
            "cnnlib.ops.loops.max_pool2d_backward",
        ),
    ),
]
