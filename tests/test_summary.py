"""The table of a network, as numbers, as text and as HTML."""

import numpy as np
import pytest

from cnnlib import layers
from cnnlib.layers import Conv2d
from cnnlib.models import lenet5, summary


def small():
    """Build two layers whose windows differ along the axes, and a dense one, nested."""
    return layers.Sequential(
        front=layers.Sequential(
            conv=layers.Conv2d(1, 2, (3, 2), stride=(2, 3), padding=((0, 0), (1, 0))), relu=layers.ReLU()
        ),
        pool=layers.MaxPool2d(2),
        flatten=layers.Flatten(),
        dense=layers.Linear(4, 3),
    )


def test_numbers_of_each_layer():
    table = summary(small(), (1, 6, 10))
    names = ["front.conv", "front.relu", "pool", "flatten", "dense"]
    assert [layer.name for layer in table.layers] == names
    assert [layer.output_shape for layer in table.layers] == [(2, 2, 4), (2, 2, 4), (2, 1, 2), (4,), (3,)]
    assert [layer.field for layer in table.layers] == [(3, 2), (3, 2), (5, 5), None, None]
    assert [layer.parameters for layer in table.layers] == [14, 0, 0, 0, 15]
    assert [layer.multiply_adds for layer in table.layers] == [96, 0, 0, 0, 12]
    assert [layer.activation_bytes for layer in table.layers] == [64, 64, 16, 16, 12]
    assert (table.parameters, table.multiply_adds, table.activation_bytes) == (29, 108, 172)


def test_shapes_are_those_of_a_forward_pass():
    model = lenet5()
    x, table = np.zeros((1, 1, 28, 28), "float32"), summary(model, (1, 28, 28))
    for name, layer in model.children.items():
        x = layer(x)
        assert table[name].output_shape == x.shape[1:]


def test_text():
    table = summary(small(), (1, 6, 10))
    lines = str(table).splitlines()
    assert " ".join(lines[0].split()) == "layer kind output parameters connections multiply-adds memory field"
    assert " ".join(lines[3].split()) == "front.conv Conv2d 2 × 2 × 4 14 112 96 64 B 3 × 2"
    assert lines[-1].split()[:3] == ["total", "29", "143"]
    assert {line.rstrip() for line in lines} == set(lines)
    assert repr(table) == str(table)


def test_html():
    html = summary(layers.Sequential(**{"a<b": layers.ReLU()}), (1, 2, 2))._repr_html_()
    assert '<td style="text-align: left">a&lt;b</td>' in html
    assert html.count("<tr>") == 4
    assert html.startswith('<div class="cnn-summary" tabindex="0" role="region"')


def test_float64_takes_twice_the_memory():
    model = small()
    once = summary(model, (1, 6, 10)).activation_bytes
    assert summary(model.to(dtype="float64"), (1, 6, 10)).activation_bytes == 2 * once


@pytest.mark.parametrize("shape", [(1, 1, 28, 28), 28, (1, 28.0, 28)])
def test_refused_shapes(shape):
    with pytest.raises(TypeError, match=r"summary: input_shape must be \(channels, height, width\)"):
        summary(lenet5(), shape)


def test_a_layer_that_does_not_fit_is_named():
    words = r"summary: layer fc1 cannot take 576: fc1 \(Linear\)"
    with pytest.raises(ValueError, match=words):
        summary(lenet5(), (1, 32, 32))


def test_an_unknown_layer_is_refused():
    with pytest.raises(KeyError, match="there is no layer 'conv9'; there are conv1, squash1"):
        summary(lenet5(), (1, 28, 28))["conv9"]


def test_one_layer():
    table = summary(Conv2d(1, 6, 5), (1, 28, 28))
    assert [layer.name for layer in table.layers] == ["Conv2d"]
    assert (table.parameters, table["Conv2d"].field) == (156, (5, 5))


def test_refuses_what_is_no_layer():
    with pytest.raises(
        TypeError, match="summary: model must be a layer or a network of layers, but is 'lenet5'"
    ):
        summary("lenet5", (1, 28, 28))
