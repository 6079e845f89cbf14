"""Where the data sets are published, and the SHA-256 by which a copy is known to be whole.

Those of MNIST and Fashion-MNIST are the ones that torchvision's prototype datasets list; MNIST's test files
were compared with the files themselves. That of CIFAR-10's binary version is the one that torch-rb's
torchvision and GoMLX state alike; the MD5 on the authors' page is c32a1d4ab5d03f1284b67883e8d87530.
"""

from dataclasses import dataclass

__all__ = ["CIFAR10", "FASHION_MNIST", "MNIST", "RemoteFile"]


@dataclass(frozen=True)
class RemoteFile:
    """A published file: its data set, its name, its SHA-256, and the addresses that hold it."""

    dataset: str
    name: str
    sha256: str
    mirrors: tuple[str, ...]


_MNIST_MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
_FASHION_MIRRORS = (
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
)
_CIFAR_MIRRORS = ("https://www.cs.toronto.edu/~kriz/", "https://cave.cs.toronto.edu/kriz/")


def _file(dataset, mirrors, name, sha256):
    return RemoteFile(dataset, name, sha256, tuple(mirror + name for mirror in mirrors))


def _images_and_labels(dataset, mirrors, start, images, labels):
    return (
        _file(dataset, mirrors, f"{start}-images-idx3-ubyte.gz", images),
        _file(dataset, mirrors, f"{start}-labels-idx1-ubyte.gz", labels),
    )


MNIST = {
    "train": _images_and_labels(
        "mnist",
        _MNIST_MIRRORS,
        "train",
        "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
    ),
    "test": _images_and_labels(
        "mnist",
        _MNIST_MIRRORS,
        "t10k",
        "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
    ),
}

FASHION_MNIST = {
    "train": _images_and_labels(
        "fashion-mnist",
        _FASHION_MIRRORS,
        "train",
        "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
        "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
    ),
    "test": _images_and_labels(
        "fashion-mnist",
        _FASHION_MIRRORS,
        "t10k",
        "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
        "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
    ),
}

CIFAR10 = _file(
    "cifar10",
    _CIFAR_MIRRORS,
    "cifar-10-binary.tar.gz",
    "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
)
