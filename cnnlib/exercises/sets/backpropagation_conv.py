"""Chapter 8, continued: the way back through a convolution."""

import numpy as np

from cnnlib.exercises.sets.backpropagation_spread import SPREAD
from cnnlib.exercises.task import Mistake, Task, case
from cnnlib.ops import vectorized


def _conv_back(delta, x, weight, stride, padding):
    results = vectorized.conv2d_backward(delta[None], x[None], weight, stride=stride, padding=padding)
    return results[0][0], results[1], results[2]


def _conv_by(delta, x, weight, stride, padding, *, crop=None, front=None, reads=None, add=True, turned=False):
    """Return the way back with one thing wrong.

    It is cropped from ``crop`` on; the weights see ``front`` zeros in front and ``reads`` for the stride.
    """
    p, (s, t), (height, width) = padding, stride, weight.shape[2:]
    (a, b), front = reads or stride, p if front is None else front
    seen = np.pad(x, ((0, 0), (front, 3 * p - front), (front, 3 * p - front)))
    grad_padded, grad_weight = np.zeros_like(np.pad(x, ((0, 0), (p, p), (p, p)))), np.zeros_like(weight)
    stamps = weight[:, :, ::-1, ::-1] if turned else weight
    for o, i, j in np.ndindex(*delta.shape):
        place = np.s_[:, s * i : s * i + height, t * j : t * j + width]
        grad_padded[place] = add * grad_padded[place] + delta[o, i, j] * stamps[o]
        grad_weight[o] += delta[o, i, j] * seen[:, a * i : a * i + height, b * j : b * j + width]
    start = p if crop is None else crop
    grad_x = grad_padded[:, start : start + x.shape[1], start : start + x.shape[2]]
    return grad_x, grad_weight, delta.sum(axis=(1, 2))


def _conv_uncropped(delta, x, weight, stride, padding):
    p = padding
    wide = np.pad(x, ((0, 0), (p, p), (p, p)))
    return _conv_by(delta, wide, weight, stride, 0)[0], *_conv_back(delta, x, weight, stride, padding)[1:]


def _conv_one_filter(delta, x, weight, stride, padding):
    grad_x = _conv_back(delta[-1:], x, weight[-1:], stride, padding)[0]
    return grad_x, *_conv_back(delta, x, weight, stride, padding)[1:]


def _conv_bias_mean(delta, x, weight, stride, padding):
    return *_conv_back(delta, x, weight, stride, padding)[:2], delta.mean(axis=(1, 2))


def _conv_in_another_order(delta, x, weight, stride, padding):
    grad_x, grad_weight, grad_bias = _conv_back(delta, x, weight, stride, padding)
    return grad_weight, grad_x, grad_bias


def _conv_stamps_one_apart(delta, x, weight, stride, padding):
    """Stamp as with stride 1; what the stamps do not reach stays 0."""
    places = tuple(n + 2 * padding - k + 1 for n, k in zip(x.shape[1:], weight.shape[2:]))
    dense = np.zeros((len(delta), *places))
    dense[:, : delta.shape[1], : delta.shape[2]] = delta
    return _conv_back(dense, x, weight, (1, 1), padding)[0], *_conv_back(delta, x, weight, stride, padding)[
        1:
    ]


def _conv_last_windows(delta, x, weight, stride, padding):
    """Overwrite the weights' gradient at each place."""
    last = np.zeros_like(delta)
    last[:, -1, -1] = delta[:, -1, -1]
    grad_x, _, grad_bias = _conv_back(delta, x, weight, stride, padding)
    return grad_x, _conv_back(last, x, weight, stride, padding)[1], grad_bias


def _cut_to_nothing(got, want, delta, x, weight, stride, padding):
    return padding == 0 and got[0].size == 0


def _rest_left_out(got, want, delta, x, weight, stride, padding):
    """Return whether grad_x ends where the last window does."""
    read = (s * (n - 1) + k - 2 * padding for s, n, k in zip(stride, delta.shape[1:], weight.shape[2:]))
    return got[0].shape == (len(x), *read) != want[0].shape


def _random_conv(rng):
    (outputs, channels), kernel = rng.integers(2, 4, size=2), rng.integers(2, 4, size=2)
    stride = tuple(int(n) for n in rng.permutation(3)[:2] + 1)
    padding, sides = int(rng.integers(0, 2)), rng.integers(5, 9, size=2)
    places = (sides + 2 * padding - kernel) // stride + 1
    shapes = (outputs, *places), (channels, *sides), (outputs, channels, *kernel)
    return case(*(rng.normal(size=shape) for shape in shapes), stride, padding)


_NUMBERS = np.random.default_rng(80)


def _whole(*shape):
    return _NUMBERS.integers(-3, 4, shape).astype(float)


_CONVS = {
    "one channel, one filter": case(
        np.array([[[1.0, -1.0], [0.0, 2.0]]]),
        np.arange(9.0).reshape(1, 3, 3),
        np.array([[[[0.0, 1.0], [2.0, 3.0]]]]),
        (1, 1),
        0,
    ),
    "two channels, three filters": case(_whole(3, 2, 3), _whole(2, 3, 5), _whole(3, 2, 2, 3), (1, 1), 0),
    "two strides, padding, a rest": case(_whole(2, 3, 6), _whole(2, 5, 6), _whole(2, 2, 2, 3), (2, 1), 1),
    "a stride of three, padding": case(_whole(2, 2, 3), _whole(3, 4, 6), _whole(2, 3, 3, 2), (3, 3), 1),
}

CONVOLUTIONS = [
    SPREAD,
    Task(
        "convolution_back",
        reference=_conv_back,
        cases=_CONVS,
        random=_random_conv,
        mistakes=[
            Mistake(
                "grad_x is that of the padded input: nobody asks for the gradient of zeros, so cut them off",
                _conv_uncropped,
            ),
            Mistake(
                "grad_x is cut off at one end only: padding stands on both sides",
                lambda *arguments: _conv_by(*arguments, crop=0),
            ),
            Mistake(
                "the weights have seen the padded input, with zeros in front: grad_weight needs it as well",
                lambda *arguments: _conv_by(*arguments, front=0),
            ),
            Mistake(
                "grad_weight reads windows one apart: the outputs were stride apart",
                lambda *arguments: _conv_by(*arguments, reads=(1, 1)),
            ),
            Mistake(
                "grad_x is overwritten where windows overlap, and by each filter: add",
                lambda *arguments: _conv_by(*arguments, add=False),
            ),
            Mistake(
                "the kernels are turned by hand; a δ that stamps its kernel turns nothing",
                lambda *arguments: _conv_by(*arguments, turned=True),
            ),
            Mistake(
                "grad_x hears from the last filter only: an input is read by every filter", _conv_one_filter
            ),
            Mistake("grad_bias is a mean over the places: reuse adds", _conv_bias_mean),
            Mistake("the order is another: first grad_x, then grad_weight", _conv_in_another_order),
            Mistake(
                "the stamps on grad_x stand one apart: the windows are stride apart", _conv_stamps_one_apart
            ),
            Mistake("grad_weight is overwritten at each place: add", _conv_last_windows),
            Mistake(
                "`[p:-p]` is empty for a padding of 0: there, nothing is to be cut", when=_cut_to_nothing
            ),
            Mistake(
                "inputs that no window has read have a place in grad_x, too: their slope is 0",
                when=_rest_left_out,
            ),
        ],
        without=("cnnlib.ops.vectorized.conv2d_backward", "cnnlib.ops.loops.conv2d_backward"),
    ),
]
