"""MNIST's handwritten digits, and Fashion-MNIST's clothes in the same form."""

from cnnlib.arguments import one_of, show
from cnnlib.datasets import sources
from cnnlib.datasets.download import fetch
from cnnlib.datasets.idx import read_idx
from cnnlib.datasets.labels import labeled

__all__ = ["FASHION_MNIST_CLASSES", "fashion_mnist", "mnist"]

FASHION_MNIST_CLASSES = (
    "T-shirt/top",
    "trouser",
    "pullover",
    "dress",
    "coat",
    "sandal",
    "shirt",
    "sneaker",
    "bag",
    "ankle boot",
)


def mnist(split="train"):
    """Return the handwritten digits of MNIST, downloaded (11.6 MB in all) when they are first asked for.

    Parameters
    ----------
    split : {"train", "test"}
        60,000 images to train with, or 10,000 by other writers to test with.

    Returns
    -------
    images : numpy.ndarray of float32, shape (count, 1, 28, 28)
        From 0 (paper) to 1 (ink), in steps of 1/255. A digit fills at most the middle 20 × 20 pixels.
    labels : numpy.ndarray of int64, shape (count,)
        From 0 to 9.

    Raises
    ------
    ValueError
        If there is no such split, or the data are not what they should be.
    OSError
        If the files cannot be had: see `cnnlib.datasets.download.fetch`, which also tells of ``CNNLIB_DATA``.
    ModuleNotFoundError
        If pooch or tqdm is not installed.

    References
    ----------
    Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, *Gradient-Based Learning Applied to Document Recognition*,
    Proceedings of the IEEE 86(11), 1998, section III.A.

    Examples
    --------
    >>> images, labels = mnist("test")  # doctest: +SKIP
    >>> images.shape  # doctest: +SKIP
    (10000, 1, 28, 28)
    >>> mnist("validation")
    Traceback (most recent call last):
    ValueError: mnist: split must be one of 'train', 'test', got 'validation'
    """
    return _load("mnist", sources.MNIST, split)


def fashion_mnist(split="train"):
    """Return the clothes of Fashion-MNIST, downloaded (31 MB in all) when they are first asked for.

    Parameters
    ----------
    split : {"train", "test"}
        60,000 images to train with, or 10,000 to test with.

    Returns
    -------
    images : numpy.ndarray of float32, shape (count, 1, 28, 28)
        From 0 (background) to 1, in steps of 1/255.
    labels : numpy.ndarray of int64, shape (count,)
        From 0 to 9: indices into `FASHION_MNIST_CLASSES`.

    Raises
    ------
    ValueError, OSError, ModuleNotFoundError
        As `mnist`.

    References
    ----------
    H. Xiao, K. Rasul, R. Vollgraf, *Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning
    Algorithms*, arXiv:1708.07747, 2017. MIT License.

    Examples
    --------
    >>> images, labels = fashion_mnist()  # doctest: +SKIP
    >>> FASHION_MNIST_CLASSES[9]
    'ankle boot'
    """
    return _load("fashion_mnist", sources.FASHION_MNIST, split)


def _load(op, files, split):
    one_of(op, "split", split, tuple(files))
    pixels, labels = (read_idx(fetch(file)) for file in files[split])
    if pixels.shape[1:] != (28, 28) or labels.ndim != 1:
        raise ValueError(
            f"{op}: expected images of (count, 28, 28) and labels of (count,), "
            f"but the files hold {show(pixels.shape)} and {show(labels.shape)}"
        )
    return labeled(op, pixels[:, None], labels, 10)
