"""Chapter 9: a layer as shifted sums and as one product of matrices, and the way back from the columns."""

import numpy as np

from cnnlib.exercises.task import Mistake, Task, case
from cnnlib.ops import vectorized

_DIGITS = np.array([[[1.0, 2.0, 0.0], [3.0, 1.0, 4.0], [0.0, 5.0, 2.0]]])
_LIBRARY = tuple(
    f"cnnlib.ops.{engine}.{name}"
    for engine in ("loops", "vectorized", "torch_ops")
    for name in ("conv2d", "unfold", "fold", "unfold_backward", "fold_backward")
)


def _whole(rng, *shape):
    """Draw whole numbers as floats, none of them 0."""
    return rng.choice([-3.0, -2.0, -1.0, 1.0, 2.0, 3.0], size=shape)


def _layer(seed, x_shape, weight_shape, stride):
    rng = np.random.default_rng(seed)
    return case(_whole(rng, *x_shape), _whole(rng, *weight_shape), stride)


def _random_layer(rng):
    channels, kernels, kh, kw = rng.integers(1, 5, size=4)
    height, width = rng.integers(5, 9, size=2)
    return case(
        rng.normal(size=(channels, height, width)),
        rng.normal(size=(kernels, channels, kh, kw)),
        int(rng.integers(1, 4)),
    )


_LAYERS = {
    "one channel, one kernel of 2 × 2": case(_DIGITS, np.array([[[[1.0, 2.0], [0.0, -1.0]]]]), 1),
    "two channels, three kernels of 2 × 2": _layer(1, (2, 4, 5), (3, 2, 2, 2), 1),
    "kernels of 2 rows and 3 columns": _layer(2, (2, 4, 6), (2, 2, 2, 3), 1),
    "stride 2": _layer(3, (1, 5, 7), (2, 1, 3, 3), 2),
    "stride 2, and a row and a column are left over": _layer(4, (2, 6, 8), (2, 2, 3, 3), 2),
}


def _conv2d(x, weight, stride):
    return vectorized.conv2d(x[None], weight, stride=stride)[0]


def _shares(x, weight, stride, tap=lambda u, v: (u, v)):
    """Return what each tap of the kernels adds to the layer: (kh, kw, f, h, w)."""
    shares = []
    for u, v in np.ndindex(weight.shape[2:]):
        alone = np.zeros_like(weight)
        alone[:, :, u, v] = weight[:, :, *tap(u, v)]
        shares.append(_conv2d(x, alone, stride))
    return np.reshape(shares, (*weight.shape[2:], *shares[0].shape))


def _flipped_shares(x, weight, stride):
    return _shares(x, np.flip(weight, axis=(2, 3)), stride)


def _transposed_shares(x, weight, stride):
    return _shares(x, weight, stride, tap=lambda u, v: (v, u))


def _first_channel_shares(x, weight, stride):
    return _shares(x[:1], weight[:, :1], stride)


def _running_sums(x, weight, stride):
    shares = _shares(x, weight, stride)
    return shares.reshape(-1, *shares.shape[2:]).cumsum(axis=0).reshape(shares.shape)


def _thinned_first(x, weight, stride):
    """Take every s-th pixel before shifting; where a shift then runs off the picture, a shape is wrong."""
    shape = _shares(x, weight, stride).shape
    shares = np.zeros(shape)
    thin = x[:, ::stride, ::stride]
    for u, v in np.ndindex(shape[:2]):
        piece = thin[:, u : u + shape[3], v : v + shape[4]]
        shares[u, v] = np.tensordot(weight[:, :, u, v], piece, axes=1)
    return shares


def _without_stride(x, weight, stride):
    return _shares(x, weight, 1)


def _unrolled(x, weight, stride):
    columns = vectorized.unfold(x[None], weight.shape[2:], stride=stride)[0]
    return columns, _conv2d(x, weight, stride)


def _by_taps(x, weight, stride):
    """Order the rows of the columns by taps, then by channels, and leave the kernels as they are."""
    columns, maps = _unrolled(x, weight, stride)
    by_taps = columns.reshape(len(x), -1, columns.shape[1]).swapaxes(0, 1).reshape(columns.shape)
    return by_taps, (weight.reshape(len(weight), -1) @ by_taps).reshape(maps.shape)


def _windows_as_rows(x, weight, stride):
    columns, maps = _unrolled(x, weight, stride)
    return columns.T, maps


def _downwards(x, weight, stride):
    """Read the windows column by column of the picture, and lay the results out row by row."""
    columns, maps = _unrolled(x, weight, stride)
    downwards = columns.reshape(-1, *maps.shape[1:]).swapaxes(1, 2).reshape(columns.shape)
    return downwards, (weight.reshape(len(weight), -1) @ downwards).reshape(maps.shape)


def _left_flat(x, weight, stride):
    columns, maps = _unrolled(x, weight, stride)
    return columns, maps.reshape(len(maps), -1)


def _scrambled_weights(x, weight, stride):
    columns, maps = _unrolled(x, weight, stride)
    return columns, (weight.reshape(-1, len(weight)).T @ columns).reshape(maps.shape)


def _mixed_up(x, weight, stride):
    columns, maps = _unrolled(x, weight, stride)
    return columns, maps.reshape(len(maps), -1).T.reshape(maps.shape)


def _fold(columns, shape, kernel_size, stride):
    return vectorized.fold(columns[None], shape[1:], kernel_size, stride=stride)[0]


def _windows(shape, kernel_size, stride):
    return tuple((size - k) // stride + 1 for size, k in zip(shape[1:], kernel_size))


def _last_one_wins(columns, shape, kernel_size, stride):
    x, (kh, kw) = np.zeros(shape), kernel_size
    height, width = _windows(shape, kernel_size, stride)
    for n, (i, j) in enumerate(np.ndindex(height, width)):
        top, left = i * stride, j * stride
        x[:, top : top + kh, left : left + kw] = columns[:, n].reshape(-1, kh, kw)
    return x


def _mean(columns, shape, kernel_size, stride):
    counts = _fold(np.ones_like(columns), shape, kernel_size, stride)
    return _fold(columns, shape, kernel_size, stride) / np.maximum(counts, 1)


def _taps_first(columns, shape, kernel_size, stride):
    by_channel = columns.reshape(-1, shape[0], columns.shape[1]).swapaxes(0, 1)
    return _fold(by_channel.reshape(columns.shape), shape, kernel_size, stride)


def _windows_downwards(columns, shape, kernel_size, stride):
    height, width = _windows(shape, kernel_size, stride)
    turned = columns.reshape(-1, width, height).swapaxes(1, 2)
    return _fold(turned.reshape(columns.shape), shape, kernel_size, stride)


def _crowded(columns, shape, kernel_size, stride):
    """Put the windows one pixel apart, whatever the stride."""
    x, (kh, kw) = np.zeros(shape), kernel_size
    height, width = _windows(shape, kernel_size, stride)
    for n, (i, j) in enumerate(np.ndindex(height, width)):
        x[:, i : i + kh, j : j + kw] += columns[:, n].reshape(-1, kh, kw)
    return x


def _taps_exchanged(columns, shape, kernel_size, stride):
    kh, kw = kernel_size
    turned = columns.reshape(shape[0], kw, kh, -1).swapaxes(1, 2)
    return _fold(turned.reshape(columns.shape), shape, kernel_size, stride)


def _columns(rng, shape, kernel_size, stride, draw):
    height, width = _windows(shape, kernel_size, stride)
    kh, kw = kernel_size
    return case(draw(rng, shape[0] * kh * kw, height * width), shape, kernel_size, stride)


def _named_columns(seed, *layer):
    return _columns(np.random.default_rng(seed), *layer, _whole)


def _random_columns(rng):
    shape = tuple(int(n) for n in (rng.integers(1, 4), *rng.integers(5, 9, size=2)))
    kernel_size = tuple(int(n) for n in rng.integers(1, 5, size=2))
    return _columns(
        rng, shape, kernel_size, int(rng.integers(1, 4)), lambda rng, *size: rng.normal(size=size)
    )


TASKS = [
    Task(
        "shifted_shares",
        reference=_shares,
        cases=_LAYERS,
        random=_random_layer,
        mistakes=[
            Mistake(
                "the kernels are flipped: tap (u, v) meets the picture shifted by (u, v)", _flipped_shares
            ),
            Mistake(
                "the taps' rows and columns are exchanged: u goes down, v to the right", _transposed_shares
            ),
            Mistake("only the first channel is there: add the shares of all channels", _first_channel_shares),
            Mistake(
                "these are running sums: each share stands alone, and its sum is taken later", _running_sums
            ),
            Mistake(
                "the pixels are thinned out before the shift: shift first, then take every s-th",
                _thinned_first,
            ),
            Mistake("the stride is left out: places are that many pixels apart", _without_stride),
            Mistake(
                "the taps are exchanged: the first axis is u, the row in the kernel, the second is v",
                lambda x, weight, stride: _shares(x, weight, stride).swapaxes(0, 1),
            ),
            Mistake(
                "the kernels come first here: the axes are (kh, kw, f, h, w), taps before kernels",
                lambda x, weight, stride: _shares(x, weight, stride).transpose(2, 0, 1, 3, 4),
            ),
            Mistake("the shares are added already: return them one by one", _conv2d),
        ],
        without=_LIBRARY,
    ),
    Task(
        "unrolled_layer",
        reference=_unrolled,
        cases=_LAYERS,
        random=_random_layer,
        mistakes=[
            Mistake(
                "the rows of X go tap by tap: first come all taps of channel 0, then those of channel 1",
                _by_taps,
            ),
            Mistake("the windows are the rows of X: each of them should be a column", _windows_as_rows),
            Mistake(
                "the windows go down the picture first: go along a row, then to the next row", _downwards
            ),
            Mistake("Z is still a matrix: give each of its rows the shape of a map", _left_flat),
            Mistake(
                "a row of W should be one kernel: this reshape deals its weights out to several rows",
                _scrambled_weights,
            ),
            Mistake(
                "X is right, but the kernels are flipped: the first weight meets the first pixel of a window",
                lambda x, weight, stride: (
                    _unrolled(x, weight, stride)[0],
                    _conv2d(x, np.flip(weight, (2, 3)), stride),
                ),
            ),
            Mistake(
                "the stride is left out: windows are that many pixels apart",
                lambda x, weight, stride: _unrolled(x, weight, 1),
            ),
            Mistake(
                "Z is right, but the rows of X go tap by tap: all taps of channel 0 should come first",
                lambda x, weight, stride: (_by_taps(x, weight, stride)[0], _conv2d(x, weight, stride)),
            ),
            Mistake("X is right, but Z is mixed up: each row of W X is one map, read row by row", _mixed_up),
        ],
        without=_LIBRARY,
    ),
    Task(
        "fold_columns",
        reference=_fold,
        cases={
            "one channel, windows of 2 × 2": _named_columns(1, (1, 3, 3), (2, 2), 1),
            "two channels": _named_columns(2, (2, 3, 4), (2, 2), 1),
            "windows of 2 rows and 3 columns": _named_columns(3, (1, 4, 5), (2, 3), 1),
            "stride 2, windows that overlap": _named_columns(4, (1, 5, 7), (3, 3), 2),
            "stride 2, and a row is left over": _named_columns(5, (2, 6, 5), (3, 3), 2),
        },
        random=_random_columns,
        mistakes=[
            Mistake(
                "where windows overlap, the last one has replaced the others: add them up", _last_one_wins
            ),
            Mistake(
                "this is the mean of the copies: the transpose of im2col adds, and does not divide", _mean
            ),
            Mistake(
                "the rows of the columns go channel by channel: all taps of channel 0 come first", _taps_first
            ),
            Mistake("the windows go along a row of the picture first, then down", _windows_downwards),
            Mistake("the windows are put one pixel apart: it should be the stride", _crowded),
            Mistake(
                "within a window, the taps go along a row first: (kh, kw), not (kw, kh)", _taps_exchanged
            ),
        ],
        without=_LIBRARY,
    ),
]
