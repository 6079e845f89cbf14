"""Chapter 9: convolution by the Fourier transform, and Winograd's four multiplications."""

import numpy as np

from cnnlib import signal
from cnnlib.exercises.task import Mistake, Task, case

_PICTURE = np.array([[4.0, 0.0, 2.0], [1.0, -3.0, 5.0], [0.0, 1.0, 1.0], [2.0, 6.0, -1.0]])
_KERNEL = np.array([[1.0, 2.0], [0.0, -1.0]])


def _random_picture(rng):
    height, width = rng.integers(4, 10, size=2)
    return case(rng.normal(size=(height, width)), rng.normal(size=rng.integers(2, 5, size=2)))


def _ring(x, kernel, size, change=lambda spectrum: spectrum):
    """Return the circular convolution on a ring of a size, with the kernel's spectrum changed."""
    return np.fft.irfft2(np.fft.rfft2(x, size) * change(np.fft.rfft2(kernel, size)), size)


def _full_size(x, kernel):
    return tuple(a + b - 1 for a, b in zip(x.shape, kernel.shape))


def _wrapped(x, kernel):
    return _ring(x, kernel, x.shape)


def _conjugated(x, kernel):
    return _ring(x, kernel, _full_size(x, kernel), np.conj)


def _one_too_many(x, kernel):
    return np.pad(signal.convolve(x, kernel), (0, 1))


def _uncut(x, kernel):
    """Leave the zeros on a ring that is rounded up to powers of two."""
    full = signal.convolve(x, kernel)
    return np.pad(full, [(0, 2 ** int(np.ceil(np.log2(n))) - n) for n in full.shape])


def _complex(x, kernel):
    return signal.convolve(x, kernel).astype(complex)


def _products(tile, g, *, third=1, fourth=1, half=lambda total: total / 2):
    """Return the four products of a tile of four inputs; the options spoil some of them."""
    d0, d1, d2, d3 = tile
    return [
        (d0 - d2) * g[0],
        (d1 + d2) * half(g[0] + g[1] + g[2]),
        (d2 - d1) * half(g[0] - g[1] + g[2]) * third,
        (d3 - d1) * g[2] * fourth,
    ]


def _winograd(x, kernel, *, join=(1, -1, 1), step=2, cut=True, **spoiled):
    """Return the products of all tiles, and the row; the options spoil something of it."""
    outputs = len(x) - 2
    padded = np.append(x, np.zeros(outputs % 2))
    starts = range(0, len(padded) - 3, step)
    products = np.array([_products(padded[n : n + 4], kernel, **spoiled) for n in starts])
    m1, m2, m3, m4 = products.T
    row = np.stack([m1 + m2 + m3, join[0] * m2 + join[1] * m3 + join[2] * m4], axis=1).reshape(-1)
    return products, row[:outputs] if cut else row


def _third_sign(x, kernel):
    return _winograd(x, kernel, third=-1)


def _fourth_sign(x, kernel):
    return _winograd(x, kernel, fourth=-1)


def _other_sign(x, kernel):
    """Take the fourth product with the other sign, as other texts do, and subtract it."""
    return _winograd(x, kernel, fourth=-1, join=(1, -1, -1))


def _outputs_apart(x, kernel):
    """Lay the first outputs of all tiles before the second ones."""
    products, row = _winograd(x, kernel, cut=False)
    return products, row.reshape(-1, 2).T.reshape(-1)[: len(x) - 2]


def _not_halved(x, kernel):
    return _winograd(x, kernel, half=lambda total: total)


def _cut_halves(x, kernel):
    return _winograd(x, kernel, half=lambda total: total // 2)


def _side_by_side(x, kernel):
    return _winograd(x, kernel, step=4)


def _all_added(x, kernel):
    return _winograd(x, kernel, join=(1, 1, 1))


def _flipped(x, kernel):
    return _winograd(x, kernel[::-1])


def _one_output_more(x, kernel):
    return _winograd(x, kernel, cut=False)


def _last_dropped(x, kernel):
    return _winograd(x[: len(x) - len(x) % 2], kernel)


def _random_row(rng):
    return case(rng.normal(size=rng.integers(4, 16)), rng.normal(size=3))


TASKS = [
    Task(
        "fft_convolve",
        reference=signal.convolve,
        cases={
            "4 rows, 3 columns, a kernel of 2 × 2": case(_PICTURE, _KERNEL),
            "a kernel of 3 rows and 2 columns": case(
                _PICTURE, np.array([[1.0, 0.0], [2.0, -1.0], [0.5, 3.0]])
            ),
            "a kernel of one row": case(_PICTURE, np.array([[1.0, -2.0, 4.0]])),
            "one column": case(_PICTURE[:, :1], np.array([[1.0], [2.0]])),
        },
        random=_random_picture,
        mistakes=[
            Mistake("sums have wrapped around the ring: append zeros before you transform", _wrapped),
            Mistake(
                "this is the cross-correlation: a product of spectra is a convolution, and needs no flip",
                signal.cross_correlate,
            ),
            Mistake(
                "a conjugate spectrum mirrors the kernel on the ring: leave the spectrum as it is",
                _conjugated,
            ),
            Mistake(
                "the ring is one row and one column too large: H + kh − 1 places hold all overlaps",
                _one_too_many,
            ),
            Mistake("a larger ring is fine, but cut off the zeros that it adds to the result", _uncut),
            Mistake(
                "the result is complex: its imaginary parts are rounding errors, so keep the real ones",
                _complex,
            ),
            Mistake(
                "the signs are lost: the magnitude of a complex number is not its real part",
                lambda x, kernel: np.abs(signal.convolve(x, kernel)),
            ),
            Mistake(
                "only the places are left where the kernel lies wholly on the picture: keep all overlaps",
                lambda x, kernel: signal.convolve(x, kernel, mode="valid"),
            ),
        ],
        without=(
            "numpy.convolve",
            "scipy.signal.convolve",
            "scipy.signal.convolve2d",
            "scipy.signal.fftconvolve",
            "scipy.signal.oaconvolve",
            "scipy.signal.correlate",
            "scipy.signal.correlate2d",
            "scipy.ndimage.convolve",
            "scipy.ndimage.correlate",
            "cnnlib.signal.convolve",
            "cnnlib.signal.cross_correlate",
        ),
    ),
    Task(
        "winograd_row",
        reference=_winograd,
        cases={
            "one tile": case(np.array([3.0, 1.0, 0.0, 2.0]), np.array([2.0, -1.0, 5.0])),
            "two tiles": case(np.array([1.0, 2.0, 0.0, -1.0, 4.0, 3.0]), np.array([1.0, 4.0, 2.0])),
            "five outputs: the last tile needs a zero": case(
                np.array([2.0, 0.0, 1.0, 3.0, -2.0, 1.0, 5.0]), np.array([0.5, 1.0, -3.0])
            ),
        },
        random=_random_row,
        mistakes=[
            Mistake("the third product has the wrong sign: its inputs are d2 − d1", _third_sign),
            Mistake("the fourth product has the wrong sign: its inputs are d3 − d1", _fourth_sign),
            Mistake(
                "the outputs are right, but the fourth product has the other sign: here it is (d3 − d1) g2",
                _other_sign,
            ),
            Mistake(
                "the two outputs of a tile stand side by side, then come those of the next tile",
                _outputs_apart,
            ),
            Mistake("the sums of all three weights are to be halved", _not_halved),
            Mistake("half of an odd sum has a fraction: `//` cuts it off", _cut_halves),
            Mistake("tiles overlap: each holds four inputs, but makes only two outputs", _side_by_side),
            Mistake("the second output is m2 − m3 + m4: look at the sign of m3", _all_added),
            Mistake("the kernel is flipped: a layer cross-correlates", _flipped),
            Mistake("n inputs make n − 2 outputs: cut off what comes from the zero", _one_output_more),
            Mistake(
                "with an odd number of outputs the last one is missing: append a zero to fill its tile",
                _last_dropped,
            ),
        ],
        without=(
            "numpy.convolve",
            "numpy.correlate",
            "cnnlib.signal.convolve",
            "cnnlib.signal.cross_correlate",
        ),
    ),
]
