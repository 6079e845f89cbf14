"""ArchitectureExplorer's counts, words, drawing and code, against the library and PyTorch."""

import runpy
from math import prod, sqrt

import numpy as np
import pytest
import torch
import traitlets

from cnnlib.models import lenet5_published
from cnnlib.models.summary import show_bytes
from cnnlib.widgets import ArchitectureExplorer, base
from cnnlib.widgets.layer_list import LAYER_PRESETS
from cnnlib.widgets.layer_list_rows import layer_rows
from tests.test_layer_list import IMPOSSIBLE, INPUT, POSSIBLE

CODE = "(m, [layers, shape]) => m.torchCode(layers, shape)"
SAYS = """(m, [layers, shape]) => {
  const list = window.modules.layer_list;
  const rows = list.layerRows(layers, shape);
  const places = [-1, ...layers.keys()];
  return places.map((place) => m.saysOf(layers, list.layerNames(layers), rows, shape, place));
}"""
BOXES = """(m, [layers, shape, width]) => {
  const rows = window.modules.layer_list.layerRows(layers, shape);
  const placed = m.placeBoxes(rows, shape, { width, height: 138 });
  return { ...placed, bars: m.placeBars(rows, placed.boxes, 34), shares: m.sharesOf(rows) };
}"""
FORTY = [{"kind": "conv", "out_channels": 4096, "kernel_size": 1}] * 40
WIDE = [{"kind": "flatten"}, {"kind": "linear", "out_features": 16384}]
NETWORKS = {name: (each["layers"], tuple(each["inputShape"])) for name, each in LAYER_PRESETS.items()}
NETWORKS |= {name: (layers, INPUT) for name, layers in POSSIBLE.items()}


@pytest.fixture
def run(module, tmp_path, capsys):
    """Return a function that runs the code of a network: on "meta" nothing is computed but shapes."""

    def run(layers, shape, device="meta"):
        path = tmp_path / "network.py"
        path.write_text(module("architecture_explorer_code")(CODE, [layers, shape]), encoding="utf-8")
        with torch.device(device):
            found = runpy.run_path(str(path))
        return found | {"printed": capsys.readouterr().out, "code": path.read_text(encoding="utf-8")}

    return run


@pytest.mark.parametrize("name", NETWORKS)
def test_code_builds_the_network(run, name):
    layers, shape = NETWORKS[name]
    found, rows = run(layers, shape), layer_rows(layers, shape)
    x, parameters = found["x"], sum(row.parameters for row in rows)
    assert x.shape == (1, *shape)
    for part, row in zip(found["model"], rows, strict=True):
        x = part(x)
        assert x.shape == (1, *row.shape)
        assert sum(each.numel() for each in part.parameters()) == row.parameters
    assert found["printed"] == f"{(1, *rows[-1].shape)}\n{parameters}\n"
    assert found["code"].endswith(f"# {parameters}\n")


@pytest.mark.parametrize("name", LAYER_PRESETS)
def test_code_of_presets_fits_a_line(run, name):
    code = run(*NETWORKS[name])["code"]
    assert max(map(len, code.splitlines())) <= 88


def test_code_of_the_published_lenet_computes_what_the_library_does(run):
    model, own = run(*NETWORKS["lenet5-published"], "cpu")["model"], lenet5_published(rng=3)
    with torch.no_grad():
        for part, layer in zip(model, own.children.values(), strict=True):
            copy_weights(part, layer)
        x = np.random.default_rng(0).normal(size=(2, 1, 32, 32)).astype("float32")
        np.testing.assert_allclose(model(torch.tensor(x)).numpy(), own(x), rtol=1e-5)


def copy_weights(part, layer):
    """Give a module of the written code the weights of a layer of the library."""
    arrays = {name: torch.tensor(each) for name, each in (*layer.parameters.items(), *layer.buffers.items())}
    if hasattr(part, "convs"):
        for conv, kernel, bias, seen in zip(part.convs, arrays["weight"], arrays["bias"], part.table):
            conv.weight.copy_(kernel[None, seen])
            conv.bias.fill_(bias)
        return
    for name, array in (*part.named_parameters(), *part.named_buffers()):
        array.copy_(arrays[name].reshape(array.shape))


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_code_stops_before_an_impossible_layer_and_says_why(run, name):
    layers = [*IMPOSSIBLE[name], {"kind": "flatten", "name": "last"}]
    found, rows = run(layers, INPUT), layer_rows(layers, INPUT)
    possible = [row for row in rows if row.shape]
    assert len(found["model"]) == len(possible)
    assert f"{rows[len(possible)].refusal}\n    # Left out after it: last\n" in found["code"]


def evaluated(term):
    """Return the value of a sum of products as it is written for a reader."""
    return sum(prod(map(factor, product.split(" · "))) for product in term.split(" + "))


def factor(text):
    number = text.replace(",", "").split(" ")[0]
    if "/" in number:
        return int(number.split("/")[0]) // int(number.split("/")[1])
    return int(number[:-1]) ** 2 if number.endswith("²") else int(number)


@pytest.mark.parametrize("name", NETWORKS)
def test_words_work_the_counts_out(module, name):
    layers, shape = NETWORKS[name]
    whole, *each = module("architecture_explorer_words")(SAYS, [layers, shape])
    rows = layer_rows(layers, shape)
    parameters, work = (sum(getattr(row, key) for row in rows) for key in ("parameters", "multiply_adds"))
    assert whole[0].startswith(f"{parameters:,} parameters")
    assert whole[1].startswith(f"{work:,} multiply-adds")
    assert show_bytes(4 * sum(row.memory for row in rows)) in whole[2]
    for row, (sizes, *counts) in zip(rows, each, strict=True):
        memory = f"{prod(row.shape):,} values ({show_bytes(4 * row.memory)} in float32)."
        assert f" → {' × '.join(map(str, row.shape))}, {memory}" in sizes
        assert (f"{row.field} × {row.field}" if row.field else "the whole input") in sizes
        for said, count in zip(counts, (row.parameters, row.multiply_adds)):
            assert f"{count:,}" in said or (count == 0 and said.startswith("No "))
            if " = " in said and "window" not in said and "coefficient" not in said:
                assert evaluated(said.split(": ")[1].split(" = ")[0]) == count


def test_numbers_are_written_as_in_the_librarys_table(module):
    counts = [0, 1, 249, 250, 999, 1000, 12_345, 250_000, 1_234_567, 61_706, 249_000_000]
    call = module("architecture_explorer_words")
    assert call("(m, counts) => counts.map((each) => m.countText(each))", counts) == [
        f"{each:,}" for each in counts
    ]
    found = call(
        "(m, counts) => counts.map((each) => m.countText(each))", [10**12 - 1, 10**12, 2676405917712384e2]
    )
    assert found == ["999,999,999,999", "1.00 · 10¹²", "2.68 · 10¹⁷"]
    found = call("(m, counts) => counts.map(m.bytesText)", counts)
    assert found == [show_bytes(4 * each) for each in counts]
    shares = [0, 0.0004, 0.001, 0.0096, 0.04321, 0.0996, 0.31415, 1]
    expected = [f"{each}\xa0%" for each in ("0", "under 0.1", "0.1", "1.0", "4.3", "10.0", "31", "100")]
    assert call("(m, shares) => shares.map(m.percentText)", shares) == expected


@pytest.mark.parametrize("width", [262, 302, 598])
@pytest.mark.parametrize("name", [*LAYER_PRESETS, "every kind", "forty", "wide"])
def test_drawing_is_to_scale(module, name, width):
    layers, shape = (NETWORKS | {"forty": (FORTY, (1, 8, 4)), "wide": (WIDE, (1024, 64, 64))})[name]
    placed = module("architecture_explorer_math")(BOXES, [layers, shape, width])
    rows = layer_rows(layers, shape)
    last = placed["boxes"][-1]
    assert 0 <= last["x"] + last["depth"] + last["dx"] <= width
    for box, each in zip(placed["boxes"], [shape, *(row.shape for row in rows)], strict=True):
        channels, height, _ = each if len(each) == 3 else (*each, 1, 1)
        assert box["height"] == pytest.approx(max(3, placed["scale"] * height))
        assert box["isPlate"] or box["depth"] == pytest.approx(max(3, placed["unit"] * sqrt(channels)))
        assert box["y"] - box["dy"] >= 0
        assert box["y"] + box["height"] <= 138
    for key, way, total in (("parameters", "up", "parameters"), ("work", "down", "multiply_adds")):
        whole = sum(getattr(row, total) for row in rows)
        for row, share, bar in zip(rows, placed["shares"], placed["bars"]):
            assert share[key] == pytest.approx(getattr(row, total) / (whole or 1))
            assert 0 <= bar[way] <= 34.001


def test_an_impossible_layer_keeps_its_place_in_the_drawing(module):
    layers = [*IMPOSSIBLE["kernel too large"], {"kind": "relu"}]
    placed = module("architecture_explorer_math")(BOXES, [layers, INPUT, 598])
    start, first, refused, after = placed["boxes"]
    assert (start["isRefused"], first["isRefused"], refused["isRefused"], after) == (False, False, True, None)
    assert placed["bars"][1:] == [None, None]


def test_a_network_that_is_a_preset_has_its_name(module):
    call = module("architecture_explorer_math")
    layers, shape = NETWORKS["alexnet-grouped"]
    explicit = [{"stride": 1, "bias": True, **each} if each["kind"] == "conv" else each for each in layers]
    found = call("(m, [layers, shape]) => m.stateOfNetwork(layers, shape, 'lenet5')", [explicit, shape])
    assert found == {"preset": "alexnet-grouped", "layers": None, "input_shape": None}
    found = call("(m, [layers, shape]) => m.stateOfNetwork(layers, shape, 'lenet5')", [layers, (3, 99, 99)])
    assert found == {"preset": "lenet5", "layers": layers, "input_shape": [3, 99, 99]}
    named = "(m, state) => m.presetOf(m.networkOfState(state))"
    assert call(named, {"preset": "lenet5", "layers": layers, "input_shape": shape}) == "alexnet-grouped"
    assert call(named, {"preset": "alexnet", "layers": None, "input_shape": [3, 227, 227]}) == "alexnet"
    assert call(named, found) is None
    for state in (found, {"preset": "lenet5", "layers": None, "input_shape": [1, 32, 32]}):
        network = call("(m, state) => m.networkOfState(state)", state)
        widget = ArchitectureExplorer(**state)
        assert (network["layers"], tuple(network["inputShape"])) == widget.network
    assert ArchitectureExplorer(layers=layers).network == (layers, (1, 32, 32))


WRONG = [
    ({"preset": "resnet"}, "preset must be one of lenet5-published, "),
    ({"layers": []}, "layers must be a list of 1 to 40 layers"),
    ({"layers": "conv"}, "layers must be a list of 1 to 40 layers"),
    (
        {"layers": [{"kind": "conv", "kernel_size": 16}]},
        "layers[0]: kernel_size must be a whole number from 1 to 15",
    ),
    ({"input_shape": [1, 0, 28]}, "input_shape: height must be a whole number from 1 to 1024"),
    ({"input_shape": 28}, "input_shape must be channels, height and width"),
    ({"layer": 12}, "layer must be null or a whole number from 0 to 11"),
    ({"layer": -1}, "layer must be null or a whole number from 0 to 11"),
    ({"layer": "first"}, "layer must be null or a whole number from 0 to 11"),
]


@pytest.mark.parametrize(("wrong", "words"), WRONG, ids=str)
def test_an_address_is_checked(module, wrong, words):
    good = base.own_traits(ArchitectureExplorer().get_state())
    check = module("architecture_explorer_math")
    assert check("(m, state) => m.checkArchitecture(state)", good) is None
    assert check("(m, state) => m.checkArchitecture(state)", good | wrong).startswith(words)
    for name, value in wrong.items():
        if value != 12:
            with pytest.raises(traitlets.TraitError, match=name):
                ArchitectureExplorer(**{name: value})


def test_impossible_layers_are_no_error():
    widget = ArchitectureExplorer("lenet5", input_shape=(1, 10, 10))
    assert [row.refusal is None for row in widget.rows].index(False) == 5
    assert "pool2 is impossible: MaxPool2d: kernel of height 2" in widget.fallback()


@pytest.mark.parametrize("name", [*LAYER_PRESETS, "forty", "impossible"])
def test_fallback_shows_the_table(name):
    own = {"forty": FORTY, "impossible": [{"kind": "linear"}]}
    widget = ArchitectureExplorer(**({"layers": own[name]} if name in own else {"preset": name}))
    html = widget.fallback()
    assert f"{sum(row.parameters for row in widget.rows):,} parameters" in html
    assert html.count("<tr>") == len(widget.network[0]) + 1
    assert "NaN" not in html
    assert len(html.encode()) < 12_000
