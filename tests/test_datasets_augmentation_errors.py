"""What the augmentation refuses, and with which words."""

import numpy as np
import pytest

from cnnlib.datasets import augmentation

IMAGES = np.zeros((6, 2, 9, 12))
RNG = np.random.default_rng(0)
REFUSED = {
    "seed for a generator": (
        lambda: augmentation.flip(IMAGES, rng=0),
        TypeError,
        "flip: rng must be a numpy.random.Gen",
    ),
    "list": (
        lambda: augmentation.affine([[1]], rng=RNG),
        TypeError,
        "affine: images must be a NumPy array, but is a",
    ),
    "one picture": (
        lambda: augmentation.elastic(IMAGES[0], rng=RNG),
        ValueError,
        r"elastic: images must have shape",
    ),
    "bytes": (
        lambda: augmentation.shift(np.zeros((1, 1, 2, 2), np.uint8), 1, rng=RNG),
        TypeError,
        "floats, but holds",
    ),
    "negative": (
        lambda: augmentation.rotate(IMAGES, -5, rng=RNG),
        ValueError,
        "rotate: degrees must be at least 0",
    ),
    "backward": (
        lambda: augmentation.rotate(IMAGES, (5, 4), rng=RNG),
        ValueError,
        "low <= high, but is .5, 4.",
    ),
    "triple": (
        lambda: augmentation.rotate(IMAGES, (1, 2, 3), rng=RNG),
        ValueError,
        "a number or a .low, high. pair",
    ),
    "text": (
        lambda: augmentation.shift(IMAGES, "2", rng=RNG),
        TypeError,
        "shift: shift must be a number, but is '2'",
    ),
    "nan": (
        lambda: augmentation.affine(IMAGES, rng=RNG, fill=np.nan),
        ValueError,
        "fill must be finite, but is nan",
    ),
    "turned inside out": (
        lambda: augmentation.scale(IMAGES, (-1, 1), rng=RNG),
        ValueError,
        "scale must draw factors",
    ),
    "probability": (
        lambda: augmentation.flip(IMAGES, rng=RNG, p=1.5),
        ValueError,
        "p must be from 0 to 1, but is 1.5",
    ),
    "boolean": (
        lambda: augmentation.flip(IMAGES, rng=RNG, p=True),
        TypeError,
        "p must be a number, but is True",
    ),
    "sigma": (
        lambda: augmentation.elastic(IMAGES, rng=RNG, sigma=0),
        ValueError,
        "sigma must be at least 0.01",
    ),
    "large crop": (
        lambda: augmentation.crop(IMAGES, 10, rng=RNG),
        ValueError,
        r"crop: size .10, 10. is larger than",
    ),
    "large center": (
        lambda: augmentation.center_crop(IMAGES, (9, 13)),
        ValueError,
        "center_crop: size .9, 13. is larger",
    ),
    "padding": (
        lambda: augmentation.crop(IMAGES, 3, rng=RNG, padding=-1),
        ValueError,
        "padding must be at least 0",
    ),
    "matrices": (
        lambda: augmentation.warp_affine(IMAGES, np.eye(3)),
        ValueError,
        r"must have shape .6, 2, 3. or .1, 2, 3.",
    ),
    "singular": (
        lambda: augmentation.warp_affine(IMAGES, np.zeros((1, 2, 3))),
        ValueError,
        "must be finite and invertible",
    ),
    "colors": (
        lambda: augmentation.pca_color(IMAGES, [1], np.eye(2), rng=RNG),
        ValueError,
        r"shape \(2,\) and dir",
    ),
    "no pixels": (lambda: augmentation.principal_colors(IMAGES[:0]), ValueError, "images must hold pixels"),
    "no function": (
        lambda: augmentation.compose(augmentation.flip, 3),
        TypeError,
        "changes must be callable, but one is 3",
    ),
}


@pytest.mark.parametrize(("call", "error", "message"), REFUSED.values(), ids=REFUSED)
def test_refusals(call, error, message):
    with pytest.raises(error, match=message):
        call()
