"""Where weights begin: by seed the same everywhere, with the spread that the formula says."""

import numpy as np
import pytest
import torch

from cnnlib import layers
from cnnlib.layers import INITIALIZATIONS
from tests.layer_cases import TABLE

DENSE, CONV = (300, 400), (60, 20, 5, 4)
VARIANCES = {
    "kaiming": lambda fan_in, fan_out: 2 / fan_in,
    "xavier": lambda fan_in, fan_out: 2 / (fan_in + fan_out),
    "lecun": lambda fan_in, fan_out: 1 / fan_in,
}
rules = pytest.mark.parametrize("rule", INITIALIZATIONS)


def fans(shape):
    window = int(np.prod(shape[2:]))
    return shape[1] * window, shape[0] * window


@rules
@pytest.mark.parametrize("shape", [DENSE, CONV], ids=["dense", "conv"])
def test_spread(rule, shape):
    family, _, law = rule.partition("_")
    weight = INITIALIZATIONS[rule](shape, 3, dtype="float64")
    variance = VARIANCES[family](*fans(shape))
    assert weight.shape == shape
    assert weight.var() == pytest.approx(variance, rel=0.03)
    assert abs(weight.mean()) < 4 * np.sqrt(variance / weight.size)
    bound, kurtosis = np.sqrt(3 * variance), (weight**4).mean() / weight.var() ** 2
    if law == "uniform":
        assert 0.999 * bound < abs(weight).max() <= bound
        assert kurtosis == pytest.approx(9 / 5, rel=0.03)
    else:
        assert kurtosis == pytest.approx(3, rel=0.05)


@rules
@pytest.mark.parametrize("shape", [DENSE, CONV], ids=["dense", "conv"])
def test_spread_of_pytorch(rule, shape):
    family, _, law = rule.partition("_")
    if family == "lecun":
        right = torch.nn.init.kaiming_normal_(torch.empty(shape), nonlinearity="linear")
    elif family == "xavier":
        right = getattr(torch.nn.init, f"xavier_{law}_")(torch.empty(shape))
    else:
        right = getattr(torch.nn.init, f"kaiming_{law}_")(torch.empty(shape), nonlinearity="relu")
    assert INITIALIZATIONS[rule](shape).std() == pytest.approx(right.std().item(), rel=0.02)


@rules
def test_a_seed_gives_one_network_in_every_precision(rule):
    init = INITIALIZATIONS[rule]
    first = init(DENSE, 1)
    assert first.dtype == np.float32
    np.testing.assert_array_equal(first, init(DENSE, np.random.default_rng(1)))
    np.testing.assert_array_equal(first, init(DENSE, 1, dtype="float64").astype("float32"))
    assert (first != init(DENSE, 2)).any()


def test_slope_and_gain():
    ratio = layers.kaiming_normal(DENSE, 1, a=np.sqrt(5)) / layers.kaiming_normal(DENSE, 1)
    np.testing.assert_allclose(ratio, np.sqrt(1 / 6), rtol=1e-6)
    ratio = layers.xavier_uniform(DENSE, 1, gain=5 / 3) / layers.xavier_uniform(DENSE, 1)
    np.testing.assert_allclose(ratio, 5 / 3, rtol=1e-6)


@pytest.mark.parametrize(
    "make",
    [lambda: layers.Linear(400, 600, rng=2), lambda: layers.Conv2d(16, 600, 5, rng=2)],
    ids=["linear", "conv"],
)
def test_default_is_pytorch_s(make):
    bound = 1 / 20
    for array in make().parameters.values():
        assert 0.98 * bound < abs(array).max() <= bound
        assert array.std() == pytest.approx(bound / np.sqrt(3), rel=0.05)


def test_groups_see_fewer_inputs():
    layer = layers.Conv2d(64, 512, 5, groups=4, rng=2)
    assert abs(layer.parameters["weight"]).max() == pytest.approx(1 / 20, rel=0.01)
    assert abs(layer.parameters["bias"]).max() == pytest.approx(1 / 20, rel=0.02)


def test_groups_lead_to_fewer_outputs():
    weight = layers.Conv2d(64, 64, 5, groups=4, init="xavier_normal").parameters["weight"]
    assert weight.std() == pytest.approx(np.sqrt(2 / (16 * 25 + 16 * 25)), rel=0.02)


def test_connections_count_as_inputs():
    weight = layers.Conv2d(3, 4, (30, 20), connections=TABLE, init="lecun_normal").parameters["weight"]
    for kernels, connected in zip(weight, TABLE):
        assert kernels[connected].std() == pytest.approx(1 / np.sqrt(600 * connected.sum()), rel=0.05)
        assert (kernels[~connected] == 0).all()
    layer = layers.Conv2d(3, 4, (30, 20), connections=TABLE, init="xavier_normal")
    expected = np.sqrt(2 / (600 * TABLE[0].sum() + 600 * TABLE[:, 0].sum()))
    assert layer.parameters["weight"][0, 0].std() == pytest.approx(expected, rel=0.05)


def test_each_bias_has_the_bound_of_its_kernel():
    table = np.ones((400, 16), bool)
    table[:200, 1:] = False
    bias = abs(layers.Conv2d(16, 400, 1, connections=table).parameters["bias"])
    assert 0.95 < bias[:200].max() <= 1
    assert 0.95 / 4 < bias[200:].max() <= 1 / 4


@rules
def test_layers_take_rules_by_name(rule):
    layer = layers.Linear(400, 300, init=rule, rng=7)
    np.testing.assert_array_equal(layer.parameters["weight"], INITIALIZATIONS[rule](DENSE, 7))
    assert (layer.parameters["bias"] == 0).all()


def published(shape, rng, *, fans):
    """Draw as LeNet-5's paper does."""
    return rng.uniform(-1, 1, shape) * 2.4 / fans[0]


def test_layers_take_functions():
    layer = layers.Conv2d(3, 4, 5, connections=TABLE, init=published)
    bounds = 2.4 / (25 * TABLE.sum(axis=1))
    largest = abs(layer.parameters["weight"]).max(axis=(1, 2, 3))
    assert ((0.8 * bounds < largest) & (largest <= bounds)).all()
    layer = layers.Subsampling(50, 2, init=published)
    assert 0.55 < abs(layer.parameters["coefficient"]).max() <= 0.6


def test_subsampling_begins_as_an_average():
    x = np.random.default_rng(0).standard_normal((2, 3, 4, 6))
    out = layers.Subsampling(3, 2, dtype="float64")(x)
    np.testing.assert_allclose(out, layers.AvgPool2d(2)(x), rtol=1e-12)


def test_one_generator_draws_all_layers():
    rng = np.random.default_rng(0)
    first, second = layers.Linear(4, 4, rng=rng), layers.Linear(4, 4, rng=rng)
    assert (first.parameters["weight"] != second.parameters["weight"]).any()


REFUSED = {
    "negative seed": (
        lambda: layers.Linear(2, 2, rng=-1),
        ValueError,
        "Linear: rng must be at least 0, but is -1",
    ),
    "no seed": (
        lambda: layers.Conv2d(1, 1, 1, rng="0"),
        TypeError,
        "Conv2d: rng must be a whole number or a numpy.random.Generator, but is '0'",
    ),
    "unknown rule": (
        lambda: layers.Linear(2, 2, init="he"),
        ValueError,
        f"Linear: init must be a function or one of {', '.join(INITIALIZATIONS)}, but is 'he'",
    ),
    "wrong shape": (
        lambda: layers.Linear(2, 3, init=lambda shape, rng, fans: np.zeros(2)),
        ValueError,
        "Linear: init must return shape (3, 2), but returned shape (2,)",
    ),
    "one axis": (
        lambda: layers.lecun_normal((3,)),
        ValueError,
        "initialization: shape (3,) must have at least 2 axes, or fans=(fan_in, fan_out) be given",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name):
    call, error, words = REFUSED[name]
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == words
