"""Pooling: the detector that asks whether there is one anywhere."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from cnnlib.exercises.task import Mistake, Task, case

FLAT = 1e-9  # the contrast below which a window has nothing on it
_TEMPLATE = np.array([[0.0, 1.0, 0.0], [1.0, 1.0, 0.0]])


def _windows(scenes, template):
    return sliding_window_view(scenes, template.shape, axis=(1, 2))


def _coefficients(scenes, template, centered=True, contrast=None):
    """Return the correlation of each window with the template, 0 where a window is flat."""
    windows = _windows(scenes, template)
    shape = template - template.mean()
    deviations = windows - windows.mean((3, 4), keepdims=True) if centered else windows
    spread = np.sqrt((deviations**2).mean((3, 4))) if contrast is None else contrast
    products = (windows * shape).mean((3, 4))
    return np.where(spread > FLAT, products / (np.maximum(spread, FLAT) * template.std()), 0.0)


def _best_match(scenes, template):
    return _coefficients(scenes, template).max((1, 2))


def _averaged(scenes, template):
    return _coefficients(scenes, template).mean((1, 2))


def _loudness(scenes, template, share=1.0):
    products = _windows(scenes, template) * (template - template.mean())
    return share * products.sum((3, 4)).max((1, 2))


def _mean_loudness(scenes, template):
    return _loudness(scenes, template, 1 / template.size)


def _summed(scenes, template):
    return _best_match(scenes, template) * template.size


def _one_pixel_less(scenes, template):
    return _best_match(scenes, template) * (1 - 1 / template.size)


def _raised_contrast(scenes, template):
    contrast = np.sqrt(_windows(scenes, template).var((3, 4)) + 0.02**2)
    return _coefficients(scenes, template, contrast=contrast).max((1, 2))


def _from_zero(got, want, scenes, template):
    return got.shape == want.shape and np.allclose(got, np.maximum(want, 0))


def _place(scenes, template):
    return _coefficients(scenes, template).reshape(len(scenes), -1).argmax(1)


def _contrast_of_the_scene(scenes, template):
    contrast = scenes.std((1, 2))[:, None, None]
    return _coefficients(scenes, template, contrast=contrast).max((1, 2))


def _brightness(scenes, template):
    return _coefficients(scenes, template, centered=False).max((1, 2))


def _dark_as_well(scenes, template):
    return np.abs(_coefficients(scenes, template)).max((1, 2))


def _last_windows_missing(scenes, template):
    return _coefficients(scenes, template)[:, :-1, :-1].max((1, 2))


def _one_for_all(scenes, template):
    return np.full(len(scenes), _best_match(scenes, template).max())


def _flipped(scenes, template):
    return _best_match(scenes, template[::-1, ::-1])


def _scene(*corners, size=(6, 7), light=1.0, ground=0.5):
    """Return a scene with the template at some corners."""
    scene = np.full(size, ground)
    for i, j in corners:
        scene[i : i + 2, j : j + 3] += light * _TEMPLATE
    return scene


def _random_scenes(rng):
    template = rng.normal(size=rng.integers(2, 5, size=2))
    room = rng.choice([1, 5], size=2)  # where there are few windows, the best may match badly
    scenes = rng.normal(size=(rng.integers(3, 5), *(template.shape + room)))
    scenes[0, :4, :5] = 0.5  # a piece of blank sky
    scenes[1] = 0.5
    return case(scenes, template)


_BLOB = np.zeros((6, 7))
_BLOB[2:4, 2:5] = 3.0
_BAD_MATCHES = (
    np.array([[[0, 0, 0, 1], [0, 0, 1, 1], [0, 0, 0, 1]], [[1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 1]]]) / 1
)

TASKS = [
    Task(
        "best_match",
        reference=_best_match,
        cases={
            "one on blank ground": case(np.stack([_scene((2, 3))]), _TEMPLATE),
            "a faint one, and none": case(np.stack([_scene((1, 1), light=0.125), _scene()]), _TEMPLATE),
            "in the last corner, and a blob": case(np.stack([_scene((4, 4)), _BLOB]), _TEMPLATE),
            "a dark one, and two": case(
                np.stack([_scene((2, 2), light=-0.25), _scene((0, 0), (3, 3))]), _TEMPLATE
            ),
            "another template": case(
                np.stack([_BLOB, _scene((2, 3))]), np.array([[1.0, 0.0], [2.0, 0.0], [0.0, 0.5]])
            ),
            "no good match": case(_BAD_MATCHES, _TEMPLATE),
        },
        random=_random_scenes,
        mistakes=[
            Mistake("the average of the map drowns a single match: take the largest", _averaged),
            Mistake("the contrast is not divided out: a bright blob outshouts a faint match", _loudness),
            Mistake("the contrast is not divided out: a bright blob outshouts a faint match", _mean_loudness),
            Mistake("the products are added up: take their mean", _summed),
            Mistake(
                "divided by one pixel less than there are, as a sample asks: here all count", _one_pixel_less
            ),
            Mistake(
                "the chapter's 0.02 is in your contrast: here a blank window just counts 0", _raised_contrast
            ),
            Mistake("the search begins at 0, but the best match may be a negative one", when=_from_zero),
            Mistake("this says where it fits best: say how well", _place),
            Mistake(
                "the contrast is that of the whole scene: each window has its own", _contrast_of_the_scene
            ),
            Mistake(
                "the contrast of a window is that of its deviations from its own mean: take the mean away",
                _brightness,
            ),
            Mistake("a dark match counts as much as a bright one: keep the sign", _dark_as_well),
            Mistake("the windows at the lower and right end are missing", _last_windows_missing),
            Mistake("there is one number for all scenes: each has its own", _one_for_all),
            Mistake("the template is flipped", _flipped),
            Mistake(
                "a blank window divides 0 by 0: it has nothing on it, and counts 0",
                when=lambda got, want, scenes, template: got.shape == want.shape and np.isnan(got).any(),
            ),
        ],
    ),
]
