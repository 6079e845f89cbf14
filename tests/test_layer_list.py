"""Lists of layers: in Python, in the browser and as layers of the library they are the same."""

from functools import cache

import numpy as np
import pytest
import traitlets

from cnnlib import layers as library
from cnnlib.models import (
    TORCHVISION,
    RadialBasis,
    alexnet,
    c3_connections,
    lenet5,
    lenet5_published,
    summary,
)
from cnnlib.widgets import layer_list
from cnnlib.widgets.layer_list_rows import TABLE, layer_rows

MODELS = {
    "lenet5-published": lenet5_published,
    "lenet5": lenet5,
    "alexnet-grouped": alexnet,
    "alexnet": lambda: alexnet(groups=1),
    "alexnet-torchvision": lambda: alexnet(channels=TORCHVISION, groups=1, lrn=False, input_size=224),
}
PARAMETERS = {
    "lenet5-published": 60_000,
    "lenet5": 61_706,
    "alexnet-grouped": 60_965_224,
    "alexnet": 62_378_344,
    "alexnet-torchvision": 61_100_840,
    "vgg16-head": 14_714_688,
}


def conv(out_channels=6, kernel_size=3, **settings):
    return {"kind": "conv", "out_channels": out_channels, "kernel_size": kernel_size, **settings}


FLATTEN, LINEAR = {"kind": "flatten"}, {"kind": "linear", "out_features": 5}
POSSIBLE = {
    "every kind": [
        conv(8, 3, padding=1, dilation=2, groups=2, bias=False),
        {"kind": "tanh"},
        {"kind": "lrn"},
        {"kind": "avg_pool", "kernel_size": 3, "stride": 1, "padding": 1},
        {"kind": "sigmoid"},
        {"kind": "max_pool"},
        {"kind": "subsampling", "kernel_size": 2, "stride": 1},
        FLATTEN,
        {"kind": "dropout", "p": 0.25},
        {"kind": "linear", "out_features": 7, "bias": False},
        {"kind": "scaled_tanh"},
        FLATTEN,
        {"kind": "rbf", "out_features": 3},
    ],
    "defaults": [{"kind": kind} for kind in ("conv", "max_pool", "avg_pool", "flatten", "linear")],
    "cut": [
        conv(4, 4, stride=3, padding=2),
        {"kind": "max_pool", "kernel_size": 3, "stride": 2, "padding": 1},
    ],
}
IMPOSSIBLE = {
    "kernel too large": [conv(), conv(kernel_size=15)],
    "dilation too large": [conv(kernel_size=5, dilation=4)],
    "window too large": [conv(), {"kind": "max_pool", "kernel_size": 13}],
    "padding too wide": [{"kind": "avg_pool", "kernel_size": 3, "padding": 2}],
    "groups of the input": [conv(groups=4)],
    "groups of the output": [conv(out_channels=7, groups=3)],
    "table of another size": [conv(out_channels=8, connections=60)],
    "table and groups": [conv(out_channels=16, groups=2, connections=60)],
    "conv of a vector": [FLATTEN, conv()],
    "pool of a vector": [FLATTEN, LINEAR, {"kind": "max_pool"}],
    "subsampling of a vector": [FLATTEN, {"kind": "subsampling"}],
    "linear of maps": [conv(), LINEAR],
    "rbf of maps": [{"kind": "rbf"}],
}
MALFORMED = [
    ([], "layers must be a list of 1 to 40 layers"),
    ([FLATTEN] * 41, "layers must be a list of 1 to 40 layers"),
    ({"kind": "conv"}, "layers must be a list of 1 to 40 layers"),
    ([FLATTEN, {"kind": "dense"}], "layers[1]: kind must be one of conv, "),
    ([FLATTEN, "conv"], "layers[1]: kind must be one of conv, "),
    ([FLATTEN, {}], "layers[1]: kind must be one of conv, "),
    ([conv(kernel_size=0)], "layers[0]: kernel_size must be a whole number from 1 to 15"),
    ([conv(kernel_size=2.5)], "layers[0]: kernel_size must be a whole number from 1 to 15"),
    ([conv(kernel_size=True)], "layers[0]: kernel_size must be a whole number from 1 to 15"),
    ([conv(), conv(out_channels=5000)], "layers[1]: out_channels must be a whole number from 1 to 4096"),
    ([conv(bias=1)], "layers[0]: bias must be true or false"),
    ([conv(connections=30)], "layers[0]: connections must be one of null, 60"),
    ([conv(size=3)], "layers[0]: size is no setting of this kind"),
    ([{"kind": "relu", "stride": 2}], "layers[0]: stride is no setting of this kind"),
    ([{"kind": "dropout", "p": 1}], "layers[0]: p must be a number from 0 to 0.95"),
    ([{"kind": "dropout", "p": "0.5"}], "layers[0]: p must be a number from 0 to 0.95"),
    ([{"kind": "relu", "name": "2nd"}], "layers[0]: name must be a letter and up to 11 letters, digits or _"),
    ([{"kind": "relu", "name": 3}], "layers[0]: name must be a letter and up to 11 letters, digits or _"),
    (
        [{"kind": "relu", "name": ["C1"]}],
        "layers[0]: name must be a letter and up to 11 letters, digits or _",
    ),
    ([{"kind": "relu", "name": None}], "layers[0]: name must be a letter and up to 11 letters, digits or _"),
    ([{"kind": "relu", "toString": 1}], "layers[0]: toString is no setting of this kind"),
    ([conv(constructor=1)], "layers[0]: constructor is no setting of this kind"),
]
SHAPES = [
    ([3, 224], "input_shape must be channels, height and width"),
    (None, "input_shape must be channels, height and width"),
    ([0, 32, 32], "input_shape: channels must be a whole number from 1 to 1024"),
    ([1, 32.5, 32], "input_shape: height must be a whole number from 1 to 1024"),
    ([1, 32, 2000], "input_shape: width must be a whole number from 1 to 1024"),
]
INPUT = (6, 12, 14)
ROWS = "(m, cases) => cases.map(([layers, shape]) => m.layerRows(layers, shape))"


def zeros(shape, rng, fans):
    return np.zeros(shape)


def build(layer, channels):
    """Build a layer of the library out of one of a list, for an input of so many channels or features."""
    settings = layer_list.layer_settings(layer)
    kind = settings.pop("kind")
    title = layer_list.LAYER_KINDS[kind]["title"]
    settings.pop("name", None)
    make = RadialBasis if kind == "rbf" else getattr(library, title)
    if kind == "conv":
        settings["connections"] = c3_connections() if settings["connections"] else None
    if kind in ("conv", "linear"):
        return make(channels, **settings, init=zeros)
    if kind == "rbf":
        return make(np.zeros((settings["out_features"], channels)))
    return make(channels, **settings) if kind == "subsampling" else make(**settings)


@cache
def rows_of_library(name):
    """Return what the library's own table says of the model of a preset."""
    preset = layer_list.LAYER_PRESETS[name]
    return summary(MODELS[name](), tuple(preset["inputShape"])).layers


def rows_of_layers(layers, shape):
    """Return what the library says of each layer, built one after the other; stop with a refusal's words."""
    rows, seen = [], []
    for place, layer in enumerate(layers):
        channels = int(np.prod(shape)) if layer["kind"] in ("linear", "rbf") else shape[0]
        try:
            built = build(layer, channels)
            shape = built.output_shape((1, *shape))[1:]
        except ValueError as error:
            return rows, place, str(error)
        seen.append(built)
        rows.append(
            summary(library.Sequential(**{f"l{n}": each for n, each in enumerate(seen)}), INPUT).layers[-1]
        )
    return rows, None, None


def assert_same(row, expected):
    field = None if expected.field is None else expected.field[0]
    assert (row.shape, row.parameters) == (expected.output_shape, expected.parameters)
    assert (row.connections, row.multiply_adds) == (expected.connections, expected.multiply_adds)
    assert (4 * row.memory, row.field, row.refusal) == (expected.activation_bytes, field, None)


def test_data_is_the_same_in_python_and_in_the_browser(module):
    names = ["MOST_LISTED_LAYERS", "INPUT_RANGES", "LAYER_KINDS", "LAYER_PRESETS"]
    found = module("layer_list")("(m, names) => names.map((name) => m[name])", names)
    assert found == [getattr(layer_list, name) for name in names]
    assert list(found[3]) == list(layer_list.LAYER_PRESETS)
    assert module("layer_list_rules")("(m) => m.LENET_TABLE") == c3_connections().tolist()
    assert c3_connections().shape == TABLE


@pytest.mark.parametrize("name", PARAMETERS)
def test_presets_are_the_models(name):
    preset = layer_list.LAYER_PRESETS[name]
    rows = layer_rows(preset["layers"], preset["inputShape"])
    assert sum(row.parameters for row in rows) == PARAMETERS[name]
    assert layer_list.layer_list_problem(preset["layers"]) is None
    if name in MODELS:
        for row, expected in zip(rows, rows_of_library(name), strict=True):
            assert row.kind in layer_list.LAYER_KINDS
            assert layer_list.LAYER_KINDS[row.kind]["title"] == expected.kind
            assert_same(row, expected)


def test_published_lenet_has_the_papers_connections_and_fixed_bitmaps():
    rows = layer_rows(layer_list.LAYER_PRESETS["lenet5-published"]["layers"], (1, 32, 32))
    assert sum(row.connections for row in rows) == 340_908
    assert sum(row.fixed for row in rows) == 840


@pytest.mark.parametrize("name", POSSIBLE)
def test_counts_are_those_of_the_layers(name):
    expected, *_ = rows_of_layers(POSSIBLE[name], INPUT)
    for row, each in zip(layer_rows(POSSIBLE[name], INPUT), expected, strict=True):
        assert_same(row, each)


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_refusals_are_the_librarys(name):
    before, place, words = rows_of_layers(IMPOSSIBLE[name], INPUT)
    rows = layer_rows([*IMPOSSIBLE[name], FLATTEN], INPUT)
    assert rows[place].refusal.startswith(words)
    assert all(row.shape for row in rows[:place])
    assert len(before) == place
    assert [row.shape for row in rows[place:]] == [None] * (len(rows) - place)
    assert [row.refusal for row in rows[place + 1 :]] == [None] * (len(rows) - place - 1)


def test_refusals_say_what_to_do():
    assert layer_rows([conv(), LINEAR], INPUT)[1].refusal.endswith(": put a Flatten before it")
    refused = layer_rows([FLATTEN, {"kind": "lrn"}], INPUT)[1].refusal
    assert refused.endswith(": put it before the Flatten, where there are maps")
    refused = layer_rows(IMPOSSIBLE["table of another size"], INPUT)[0].refusal
    assert refused.endswith(": LeNet’s table joins 16 maps to 6")


def test_rows_are_the_same_in_python_and_in_the_browser(module):
    cases = [[each, INPUT] for each in (*POSSIBLE.values(), *IMPOSSIBLE.values())]
    cases += [[each["layers"], each["inputShape"]] for each in layer_list.LAYER_PRESETS.values()]
    for (layers, shape), found in zip(cases, module("layer_list")(ROWS, cases), strict=True):
        for row, own in zip(found, layer_rows(layers, shape), strict=True):
            row["multiply_adds"] = row.pop("multiplyAdds")
            row["shape"] = row["shape"] and tuple(row["shape"])
            assert row == vars(own)


def test_totals_and_names(module):
    layers = [conv(name="relu1"), {"kind": "relu"}, conv(), {"kind": "max_pool"}, {"kind": "avg_pool"}]
    found = module("layer_list")("(m, layers) => m.layerNames(layers)", layers)
    assert found == layer_list.layer_names(layers) == ["relu1", "relu2", "conv1", "pool1", "pool2"]
    totals = module("layer_list")(
        "(m, [layers, shape]) => m.layerTotals(m.layerRows(layers, shape))", [layers, INPUT]
    )
    rows = layer_rows(layers, INPUT)
    assert totals["parameters"] == sum(row.parameters for row in rows)
    assert totals["memory"] == sum(row.memory for row in rows)


def test_malformed_lists_are_refused_with_the_index(module):
    found = module("layer_list")(
        "(m, cases) => cases.map(m.layerListProblem)", [each for each, _ in MALFORMED]
    )
    for (layers, words), problem in zip(MALFORMED, found):
        assert problem == layer_list.layer_list_problem(layers)
        assert problem.startswith(words)
        with pytest.raises(traitlets.TraitError, match="Widget: layers"):
            layer_list.checked_layers("Widget", layers)
    found = module("layer_list")("(m, cases) => cases.map(m.inputShapeProblem)", [each for each, _ in SHAPES])
    for (shape, words), problem in zip(SHAPES, found):
        assert problem == layer_list.input_shape_problem(shape) == words


def test_checked_lists_are_plain_copies():
    given = [conv(np.int64(6), np.int32(5), bias=False)]
    checked = layer_list.checked_layers("Widget", given)
    assert checked == given
    assert checked[0] is not given[0]
    assert [type(value) for value in checked[0].values()] == [str, int, int, bool]
    assert layer_list.checked_input_shape("Widget", (np.int64(1), 32, 32)) == [1, 32, 32]
