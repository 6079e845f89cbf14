"""The networks have the shapes and the counts that their papers give."""

from functools import cache

import numpy as np
import pytest

from cnnlib.gradcheck import check_gradient
from cnnlib.models import (
    TORCHVISION,
    CompetitiveLoss,
    RadialBasis,
    alexnet,
    c3_connections,
    digit_bitmaps,
    lenet5,
    lenet5_published,
    small_alexnet,
    summary,
)

# LeCun et al. (1998), section II.B: parameters and connections of each layer.
PUBLISHED = {
    "c1": (156, 122_304),
    "s2": (12, 5_880),
    "c3": (1_516, 151_600),
    "s4": (32, 2_000),
    "c5": (48_120, 48_120),
    "f6": (10_164, 10_164),
    "output": (0, 840),
}
# Each row of the paper's table I, by the maps of S2 that a map of C3 sees.
TABLE_I = [
    *("012", "123", "234", "345", "045", "015"),
    *("0123", "1234", "2345", "0345", "0145", "0125"),
    *("0134", "1245", "0235"),
    "012345",
]


def test_lenet5_as_published():
    table = summary(lenet5_published(), (1, 32, 32))
    assert {name: (table[name].parameters, table[name].connections) for name in PUBLISHED} == PUBLISHED
    assert (table.parameters, table.connections) == (60_000, 340_908)


def test_connections_of_c3():
    seen = ["".join(map(str, np.flatnonzero(row))) for row in c3_connections()]
    assert seen == TABLE_I


def test_published_weights_are_drawn_within_the_papers_bounds():
    weights = lenet5_published(rng=3).parameters
    assert 2.3 / 25 < np.abs(weights["c1.weight"]).max() <= 2.4 / 25
    assert 2.3 / 120 < np.abs(weights["f6.weight"]).max() <= 2.4 / 120


@pytest.mark.parametrize(("padding", "size"), [(2, 28), (0, 32)])
def test_modern_lenet5(padding, size):
    table = summary(lenet5(padding=padding), (1, size, size))
    assert table.parameters == 61_706
    assert table["pool2"].output_shape == (16, 5, 5)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            {"activation": "gelu"},
            "activation must be one of 'relu', 'tanh', 'scaled_tanh', got 'gelu'",
        ),
        ({"activation": ["relu"]}, r"activation must be one of .*, got \['relu'\]"),
        ({"pooling": "min"}, "pooling must be one of 'max', 'avg', got 'min'"),
    ],
)
def test_lenet5_refuses(options, words):
    with pytest.raises(ValueError, match=f"lenet5: {words}"):
        lenet5(**options)


# Input size, options, parameters in all and in the convolutions: Krizhevsky et al. (2012), and torchvision.
ALEXNETS = {
    "published": (227, {}, 60_965_224, [34_944, 307_456, 885_120, 663_936, 442_624]),
    "one GPU": (227, {"groups": 1}, 62_378_344, [34_944, 614_656, 885_120, 1_327_488, 884_992]),
    "224 padded": (224, {"input_size": 224, "lrn": False}, 60_965_224, None),
    "no biases": (227, {"bias": False}, 60_965_224 - 2 * 4_096 - 1_000 - 1_376, None),
    "torchvision": (
        224,
        {"channels": TORCHVISION, "groups": 1, "lrn": False, "input_size": 224},
        61_100_840,
        [23_296, 307_392, 663_936, 884_992, 590_080],
    ),
}


@cache
def built(**options):
    """Build an AlexNet; its sixty million weights take seconds to draw."""
    return alexnet(**options)


@pytest.mark.parametrize("name", ALEXNETS)
def test_alexnet(name):
    size, options, parameters, convolutions = ALEXNETS[name]
    table = summary(built(**options), (3, size, size))
    assert table.parameters == parameters
    assert [layer.output_shape[1] for layer in table.layers if "pool" in layer.name] == [27, 13, 6]
    if convolutions:
        assert [table[f"conv{number}"].parameters for number in range(1, 6)] == convolutions


def test_dense_layers_of_alexnet():
    weights = built().parameters
    assert [weights[f"fc{n}.weight"].size for n in (6, 7, 8)] == [37_748_736, 16_777_216, 4_096_000]


@pytest.mark.parametrize("build", [alexnet, small_alexnet])
def test_five_convolutions_need_five_numbers(build):
    with pytest.raises(ValueError, match=rf"{build.__name__}: channels must be five numbers, .* \(8, 8\)"):
        build(channels=(8, 8))


def test_a_smaller_alexnet():
    model = small_alexnet(in_channels=1, channels=(4, 5, 6, 7, 8), hidden=9)
    assert [model[f"conv{n}"].out_channels for n in range(1, 6)] == [4, 5, 6, 7, 8]
    assert [model[name].out_features for name in ("fc6", "fc7", "fc8")] == [9, 9, 10]
    assert model.eval()(np.zeros((2, 1, 32, 32), "float32")).shape == (2, 10)


@pytest.mark.parametrize(("build", "size"), [(alexnet, 225), (small_alexnet, 28)])
def test_alexnets_refuse_other_sizes(build, size):
    with pytest.raises(ValueError, match=f"{build.__name__}: input_size must be one of .*, got {size}"):
        build(input_size=size)


@pytest.mark.parametrize("size", [32, 64])
def test_small_alexnet_computes(size):
    model = small_alexnet(input_size=size, in_channels=1, classes=4, lrn=size == 32)
    x = np.random.default_rng(0).standard_normal((2, 1, size, size)).astype("float32")
    assert model(x).shape == (2, 4)
    assert model.backward(np.ones((2, 4), "float32")).shape == x.shape


def test_one_seed_one_network():
    first, same, other = (lenet5(rng=seed).parameters["conv1.weight"] for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, same)
    assert (first != other).all()


def test_bitmaps_are_ten_different_pictures():
    bitmaps = digit_bitmaps("float64")
    assert bitmaps.shape == (10, 84)
    assert set(np.unique(bitmaps)) == {-1, 1}
    distances = ((bitmaps[:, None] - bitmaps) ** 2).sum(-1) / 4
    assert distances[~np.eye(10, dtype=bool)].min() >= 10


def test_radial_basis():
    layer, x = RadialBasis(dtype="float64"), np.random.default_rng(0).standard_normal((2, 84))
    scores = layer(x)
    np.testing.assert_allclose(scores, -((x[:, None] - digit_bitmaps("float64")) ** 2).sum(-1), rtol=1e-12)
    check_gradient(lambda x: (layer(x) ** 2).sum(), x, layer.backward(2 * scores))


def test_competitive_loss():
    scores, target = -np.random.default_rng(0).random((5, 10)) * 8, np.array([0, 3, 9, 1, 1])
    loss = CompetitiveLoss(j=2.5)
    right = -scores[np.arange(5), target] + np.log(np.exp(-2.5) + np.exp(scores).sum(axis=1))
    np.testing.assert_allclose(loss.forward(scores, target), right.mean(), rtol=1e-12)
    check_gradient(lambda scores: loss.forward(scores, target), scores, loss.backward(scores, target))


@pytest.mark.parametrize("method", ["forward", "backward"])
def test_competitive_loss_has_no_target_for_none_of_these(method):
    with pytest.raises(ValueError, match=r"CompetitiveLoss: target\[1\] is 10, but x has 10 classes"):
        getattr(CompetitiveLoss(), method)(np.zeros((2, 10)), np.array([0, 10]))


@pytest.mark.parametrize(("j", "error"), [(-1.0, ValueError), ("1", TypeError)])
def test_competitive_loss_refuses(j, error):
    with pytest.raises(error, match="CompetitiveLoss: j must be a"):
        CompetitiveLoss(j)


def test_radial_basis_refuses():
    with pytest.raises(ValueError, match=r"RadialBasis: prototypes must have 2 axes .* has shape \(3,\)"):
        RadialBasis(np.ones(3))
    with pytest.raises(
        ValueError, match=r"RadialBasis: x must have shape \(batch, 84\), but has shape \(2, 83\)"
    ):
        RadialBasis()(np.ones((2, 83), "float32"))
    with pytest.raises(TypeError, match="RadialBasis: prototypes has dtype float32 but x has dtype float64"):
        RadialBasis()(np.ones((2, 84)))
