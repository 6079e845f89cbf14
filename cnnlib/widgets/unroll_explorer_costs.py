"""What a convolution costs, method by method: multiplications, and numbers held beside its arrays."""

import math
from typing import NamedTuple

from cnnlib.shapes import conv2d_multiply_adds, conv_output_size


class Cost(NamedTuple):
    """Multiplications for one image, and numbers in memory beside input, kernels and output."""

    multiplications: int
    memory: int


def convolution_costs(channels, size, kernel_size, filters, stride=1, padding=0):
    r"""Return what each way to compute a convolution costs for one image.

    Write c channels, f filters of k × k, an output of h × h, m = size + 2·padding, T = ⌈h/2⌉² tiles.

    - direct sum, shifted sums: :math:`f c k^2 h^2` multiplications, nothing held.
    - im2col: as many, and :math:`c k^2 h^2` numbers, the columns.
    - FFT: :math:`(c + f)\, m^2 \log_2 m^2 + 4 c f m (\lfloor m/2 \rfloor + 1)` multiplications for transforms
      and products, and :math:`2 m (\lfloor m/2 \rfloor + 1)(c + f + c f)` numbers: the spectra of channels,
      maps and kernels, half of each, as they belong to real numbers. The kernels' spectra are made once for
      all images, so their transforms are not counted.
    - Winograd's F(2×2, 3×3): :math:`16 c f T` multiplications, and :math:`16 (c f + c T + f T)` numbers.

    Returns
    -------
    dict of str to Cost
        ``winograd`` is there for 3 × 3 kernels at stride 1 alone, for which F(2×2, 3×3) is made.

    Notes
    -----
    A real transform of n points counts 5/2 n log₂ n operations, as FFTW's authors do; two fifths of those of
    Cooley and Tukey's radix-2 algorithm, n log₂ n, are multiplications. Winograd's transforms only add and
    halve. The chapter *How convolution is computed* uses these counts.

    References
    ----------
    Frigo and Johnson (2005), The design and implementation of FFTW3. Mathieu, Henaff and LeCun (2014), Fast
    training of convolutional networks through FFTs. Lavin and Gray (2016), Fast algorithms for convolutional
    neural networks.

    Examples
    --------
    >>> costs = convolution_costs(64, 56, 3, 64, padding=1)
    >>> costs["direct"].multiplications / costs["winograd"].multiplications
    2.25
    >>> costs["im2col"].memory
    1806336
    """
    side = conv_output_size(size, kernel_size, stride=stride, padding=padding)
    direct = conv2d_multiply_adds(size, channels, filters, kernel_size, stride=stride, padding=padding)
    costs = {
        "direct": Cost(direct, 0),
        "im2col": Cost(direct, direct // filters),
        "shifted": Cost(direct, 0),
        "fft": _fft(channels, filters, size + 2 * padding),
    }
    if kernel_size == 3 and stride == 1:
        costs["winograd"] = _winograd(channels, filters, math.ceil(side / 2) ** 2)
    return costs


def _fft(channels, filters, whole):
    points, pairs = whole**2, channels * filters
    frequencies = whole * (whole // 2 + 1)
    transforms = (channels + filters) * points * math.log2(points)
    memory = 2 * frequencies * (channels + filters + pairs)
    return Cost(round(transforms + 4 * pairs * frequencies), memory)


def _winograd(channels, filters, tiles):
    pairs = channels * filters
    return Cost(16 * pairs * tiles, 16 * (pairs + (channels + filters) * tiles))
