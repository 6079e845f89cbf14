"""Pictures and their labels: embedded ones, downloaded ones, changed ones, in batches.

Labelled pictures come as a pair in one form, whatever the data set:

- images: ``float32`` of shape (count, channels, height, width), from 0 to 1;
- labels: ``int64`` of shape (count,), from 0.

`digits` is embedded: it comes with scikit-learn and needs no network. `mnist`, `fashion_mnist` and `cifar10`
are downloaded once, checked by SHA-256 and kept. The environment variable ``CNNLIB_DATA`` may name a folder
that holds the files already; then nothing is downloaded. Nothing is ever unpickled.

`augmentation` changes pictures at random, `batches` deals them out.
"""

from cnnlib.datasets import augmentation
from cnnlib.datasets.batches import batch_indices, batches
from cnnlib.datasets.embedded import PATTERNS, PHOTOGRAPHS, digits, pattern, photograph, photographs

__all__ = [
    "PATTERNS",
    "PHOTOGRAPHS",
    "augmentation",
    "batch_indices",
    "batches",
    "digits",
    "pattern",
    "photograph",
    "photographs",
]
