"""Changed pictures: PyTorch and SciPy say what the resampling gives, the rest is counted by hand."""

from functools import partial

import numpy as np
import pytest
from scipy import ndimage

from cnnlib.datasets import augmentation

IMAGES = np.random.default_rng(0).random((6, 2, 9, 12))
COLOR = partial(augmentation.pca_color, variances=[0.2, 0.02], directions=np.eye(2))
COLORING = [COLOR, augmentation.compose(COLOR, augmentation.flip)]
RANDOM = {
    "affine": partial(augmentation.affine, degrees=20, shift=2, scale=0.2, shear=0.2),
    "color and flip": COLORING[1],
    "crop": partial(augmentation.crop, size=(7, 8), padding=1),
    "elastic": augmentation.elastic,
    "flip": augmentation.flip,
    "pca_color": COLORING[0],
    "rotate": partial(augmentation.rotate, degrees=20),
    "scale": partial(augmentation.scale, factor=0.2),
    "shift": partial(augmentation.shift, pixels=2),
}


def generator(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("change", RANDOM.values(), ids=RANDOM)
def test_same_seed_same_pictures(change, dtype):
    images = IMAGES.astype(dtype)
    first, again, other = (change(images, rng=generator(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()
    assert first.dtype == dtype
    assert first.shape[:2] == images.shape[:2]
    np.testing.assert_array_equal(images, IMAGES.astype(dtype))
    assert not np.shares_memory(first, images)


@pytest.mark.parametrize("change", RANDOM.values(), ids=RANDOM)
def test_each_picture_gets_its_own_draw_and_its_channels_the_same(change):
    same = np.broadcast_to(IMAGES[:1, :1], (40, 2, 9, 12)).copy()
    changed = change(same, rng=generator())
    assert len(np.unique(changed.reshape(40, -1), axis=0)) > 1
    if change not in COLORING:
        np.testing.assert_array_equal(changed[:, 0], changed[:, 1])


@pytest.mark.parametrize("change", RANDOM.values(), ids=RANDOM)
def test_no_pictures_give_no_pictures(change):
    assert len(change(IMAGES[:0], rng=generator())) == 0


def torch_warp(images, matrices):
    """Let PyTorch read where the inverse maps lead; −1 and 1 are the rim pixels' centers in its grid."""
    torch = pytest.importorskip("torch")
    height, width = images.shape[2:]
    rows, columns = np.indices((height, width)) - np.array([(height - 1) / 2, (width - 1) / 2])[:, None, None]
    places = np.stack([rows.ravel(), columns.ravel()])
    read = [np.linalg.solve(matrix[:, :2], places - matrix[:, 2:]) for matrix in matrices]
    grid = np.stack([[c / ((width - 1) / 2), r / ((height - 1) / 2)] for r, c in read])
    grid = grid.transpose(0, 2, 1).reshape(-1, height, width, 2)
    given = torch.from_numpy(images), torch.from_numpy(grid)
    return torch.nn.functional.grid_sample(*given, padding_mode="zeros", align_corners=True).numpy()


def test_warp_is_pytorchs_grid_sample(monkeypatch):
    monkeypatch.setattr("cnnlib.datasets.augmentation.sampling._PORTION", 250)
    rng = generator()
    matrices = augmentation.affine_matrices(
        degrees=rng.uniform(-180, 180, 6),
        shift=rng.uniform(-4, 4, (2, 6)),
        scale=rng.uniform(0.5, 2, 6),
        shear=rng.uniform(-0.5, 0.5, 6),
    )
    expected = torch_warp(IMAGES, matrices)
    np.testing.assert_allclose(augmentation.warp_affine(IMAGES, matrices), expected, atol=1e-12)
    small = augmentation.warp_affine(IMAGES.astype(np.float32), matrices)
    np.testing.assert_allclose(small, expected, atol=1e-5)
    lighter = augmentation.warp_affine(IMAGES - 0.5, matrices, fill=-0.5)
    np.testing.assert_allclose(lighter, expected - 0.5, atol=1e-12)


@pytest.mark.parametrize("shape", [(1, 1, 9, 9), (1, 1, 8, 8)])
@pytest.mark.parametrize("turns", [0, 1, 2, 3, -1])
def test_quarter_turns(shape, turns):
    images = generator().random(shape)
    turned = augmentation.rotate(images, (90 * turns, 90 * turns), rng=generator())
    inner = (..., slice(1, -1), slice(1, -1))
    np.testing.assert_allclose(turned[inner], np.rot90(images, turns, axes=(2, 3))[inner], atol=1e-12)


def test_whole_shifts():
    expected = np.zeros_like(IMAGES)
    expected[:, :, 2:, 2:] = IMAGES[:, :, :-2, :-2]
    np.testing.assert_allclose(augmentation.shift(IMAGES, (2, 2), rng=generator()), expected, atol=1e-12)
    down_right = augmentation.affine_matrices(shift=(1, -3))
    expected = np.zeros_like(IMAGES)
    expected[:, :, 1:, :-3] = IMAGES[:, :, :-1, 3:]
    np.testing.assert_allclose(augmentation.warp_affine(IMAGES, down_right), expected, atol=1e-12)


def test_shear_leans_to_the_right():
    column = np.zeros((1, 1, 5, 5))
    column[..., 2] = 1
    leaning = augmentation.affine(column, shear=(1, 1), rng=generator())
    np.testing.assert_allclose(leaning[0, 0], np.eye(5)[::-1], atol=1e-12)


def test_a_map_shears_then_scales_then_rotates_then_shifts():
    amounts = {"degrees": 25, "scale": 1.3, "shear": 0.4}
    rotation, scaling, shearing = (
        augmentation.affine_matrices(**{name: amount})[0, :, :2] for name, amount in amounts.items()
    )
    together = augmentation.affine_matrices(shift=(3, -1), **amounts)
    np.testing.assert_allclose(together[0, :, :2], rotation @ scaling @ shearing, atol=1e-15)
    np.testing.assert_array_equal(together[0, :, 2], [3, -1])


def test_scaling_grows_what_is_seen():
    square = np.zeros((1, 1, 21, 21))
    square[..., 8:13, 8:13] = 1
    grown = augmentation.scale(square, (2, 2), rng=generator())
    assert grown.sum() == pytest.approx(4 * square.sum(), rel=0.05)


def test_draws_fill_their_range():
    dot = np.zeros((4000, 1, 1, 41), np.float32)
    dot[..., 20] = 1
    moved = augmentation.shift(dot, (-3, 7), rng=generator())
    places = (moved[:, 0, 0] * np.arange(41)).sum(axis=1) / moved[:, 0, 0].sum(axis=1).clip(1e-9)
    seen = places[moved.sum(axis=(1, 2, 3)) > 0.2] - 20
    assert -3 <= seen.min() < -2.8
    assert 6.8 < seen.max() <= 7.0001
    even = augmentation.shift(dot, 3, rng=generator())
    both = (even[:, 0, 0] * (np.arange(41) - 20)).sum(axis=1)
    assert abs(both.mean()) < 0.1


@pytest.mark.parametrize(("height", "width"), [(29, 29), (9, 12)])
def test_elastic_is_a_smoothed_field(height, width):
    images = generator().random((2, 1, height, width))
    alpha, sigma = 8.0, 2.0
    fields = 2 * generator(5).random((2, 2, height, width), dtype=np.float32) - 1
    grid = np.indices((height, width))
    expected = np.empty_like(images)
    for number, image in enumerate(images):
        smooth = [
            ndimage.gaussian_filter(field[number], sigma, mode="constant", truncate=8) for field in fields
        ]
        places = grid + alpha * np.array(smooth)
        expected[number, 0] = ndimage.map_coordinates(image[0], places, order=1, mode="grid-constant")
    given = augmentation.elastic(images, rng=generator(5), alpha=alpha, sigma=sigma)
    np.testing.assert_allclose(given, expected, atol=2e-5)
    assert abs(given - images).max() > 0.1


def test_elastic_without_strength_changes_nothing():
    np.testing.assert_allclose(augmentation.elastic(IMAGES, rng=generator(), alpha=0), IMAGES, atol=1e-12)


def test_crops_are_windows_and_every_place_comes():
    numbered = np.broadcast_to(np.arange(20.0).reshape(4, 5), (500, 1, 4, 5))
    cropped = augmentation.crop(numbered, (2, 3), rng=generator())
    corners = cropped[:, 0, 0, 0].astype(int)
    assert set(corners) == {0, 1, 2, 5, 6, 7, 10, 11, 12}
    window = np.array([[0, 1, 2], [5, 6, 7]])
    np.testing.assert_array_equal(cropped[:, 0], corners[:, None, None] + window)


def test_padding_goes_round_a_crop():
    ones = np.ones((300, 1, 3, 3))
    cropped = augmentation.crop(ones, 3, rng=generator(), padding=1, fill=-1)
    assert set(np.unique(cropped)) == {-1, 1}
    assert set((cropped == 1).sum(axis=(1, 2, 3))) == {4, 6, 9}
    whole = augmentation.crop(ones, 5, rng=generator(), padding=1)
    np.testing.assert_array_equal(whole[0, 0], np.pad(np.ones((3, 3)), 1))


def test_center_crop():
    pictures = np.arange(30, dtype=np.uint8).reshape(1, 1, 5, 6)
    middle = augmentation.center_crop(pictures, (3, 2))
    np.testing.assert_array_equal(middle, pictures[:, :, 1:4, 2:4])
    assert not np.shares_memory(middle, pictures)
    assert middle.dtype == np.uint8


@pytest.mark.parametrize("p", [0, 0.3, 1])
def test_flips_come_with_their_probability(p):
    images = np.broadcast_to(IMAGES[:1], (2000, 2, 9, 12))
    flipped = augmentation.flip(images, rng=generator(), p=p)
    mirrored = (flipped == images[..., ::-1]).all(axis=(1, 2, 3))
    kept = (flipped == images).all(axis=(1, 2, 3))
    assert (mirrored ^ kept).all()
    assert mirrored.mean() == pytest.approx(p, abs=0.03)


def test_principal_colors_are_those_of_the_covariance():
    images = generator().random((5, 3, 6, 7)) * np.array([1, 0.5, 0.1]).reshape(3, 1, 1)
    variances, directions = augmentation.principal_colors(images)
    pixels = images.transpose(1, 0, 2, 3).reshape(3, -1)
    rebuilt = directions @ np.diag(variances) @ directions.T
    np.testing.assert_allclose(rebuilt, np.cov(pixels, bias=True), atol=1e-14)
    np.testing.assert_allclose(directions.T @ directions, np.eye(3), atol=1e-14)
    assert (np.diff(variances) <= 0).all()


def test_pca_color_adds_one_color_of_the_right_spread():
    images = np.zeros((20000, 3, 2, 2))
    directions = np.linalg.qr(generator().normal(size=(3, 3)))[0]
    variances = np.array([0.3, 0.2, 0.1])
    changed = augmentation.pca_color(images, variances, directions, rng=generator(), sigma=0.1)
    colors = changed[:, :, 0, 0]
    np.testing.assert_array_equal(changed, np.broadcast_to(colors[:, :, None, None], changed.shape))
    np.testing.assert_allclose((colors @ directions).std(axis=0), 0.1 * variances, rtol=0.03)


def test_compose_goes_in_turn():
    twice = augmentation.compose(lambda x, rng: x + rng.integers(1, 2), lambda x, rng: 10 * x)
    np.testing.assert_array_equal(twice(np.zeros(2), rng=generator()), [10, 10])
