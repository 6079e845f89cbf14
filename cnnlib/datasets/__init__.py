"""Pictures and their labels: embedded ones, downloaded ones, changed ones, in batches.

Labeled pictures come as a pair in one form, whatever the data set:

- images: ``float32`` of shape (count, channels, height, width), from 0 to 1;
- labels: ``int64`` of shape (count,), from 0.

`digits` is embedded: it comes with scikit-learn and needs no network. `mnist`, `fashion_mnist` and `cifar10`
are downloaded once, checked by SHA-256 and kept. The environment variable ``CNNLIB_DATA`` may name a folder
that holds the files already; then nothing is downloaded. Nothing is ever unpickled.

`augmentation` changes pictures at random, `batches` deals them out.
"""

from cnnlib.datasets import augmentation
from cnnlib.datasets.batches import batch_indices, batches
from cnnlib.datasets.cifar import CIFAR10_CLASSES, cifar10
from cnnlib.datasets.download import DownloadError
from cnnlib.datasets.embedded import PATTERNS, PHOTOGRAPHS, digits, pattern, photograph, photographs
from cnnlib.datasets.mnist_family import FASHION_MNIST_CLASSES, fashion_mnist, mnist

__all__ = [
    "CIFAR10_CLASSES",
    "FASHION_MNIST_CLASSES",
    "PATTERNS",
    "PHOTOGRAPHS",
    "DownloadError",
    "augmentation",
    "batch_indices",
    "batches",
    "cifar10",
    "digits",
    "fashion_mnist",
    "mnist",
    "pattern",
    "photograph",
    "photographs",
]
