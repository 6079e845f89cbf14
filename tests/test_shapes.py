"""Sizes, padding, receptive fields and counts, against counting them out."""

import re

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnlib import shapes
from cnnlib.arguments import show

sizes = st.integers(1, 40)
steps = st.integers(1, 5)
zeros = st.integers(0, 6)


def windows(input_size, kernel_size, stride, before, after, dilation):
    """List the windows that fit, each as the places that its taps read; the input begins at 0."""
    reach = dilation * (kernel_size - 1)
    starts = range(-before, input_size + after - reach, stride)
    return [[start + dilation * tap for tap in range(kernel_size)] for start in starts]


@given(sizes, sizes, steps, zeros, zeros, steps)
def test_output_size_counts_the_windows_that_fit(m, k, s, before, after, d):
    placed = windows(m, k, s, before, after, d)
    options = {"stride": s, "padding": (before, after), "dilation": d}
    if placed:
        assert shapes.conv_output_size(m, k, **options) == len(placed)
    else:
        with pytest.raises(ValueError, match="more than the padded input size"):
            shapes.conv_output_size(m, k, **options)


@given(sizes, sizes, steps)
def test_same_keeps_the_size(m, k, d):
    assert shapes.conv_output_size(m, k, padding="same", dilation=d) == m


@given(sizes, sizes, steps)
def test_same_puts_the_odd_zero_at_the_end(m, k, d):
    (top, bottom), _ = shapes.resolve_padding("same", k, dilation=d)
    assert bottom - top == d * (k - 1) % 2


@given(sizes, sizes, steps, steps)
def test_numbers_in_the_refusal_of_same_do_what_it_says(m, k, s, d):
    with pytest.raises(ValueError, match="needs stride 1") as refused:
        shapes.conv_output_size(m, k, stride=s + 1, padding="same", dilation=d)
    numbers = tuple(map(int, re.search(r"padding=\((\d+), (\d+)\)", str(refused.value)).groups()))
    assert shapes.conv_output_size(m, k, stride=s + 1, padding=numbers, dilation=d) == -(-m // (s + 1))


@given(sizes, sizes, steps, steps)
def test_full_counts_the_windows_that_touch_the_input(m, k, s, d):
    reach = d * (k - 1)
    placed = windows(m, k, s, reach, reach, d)
    assert shapes.conv_output_size(m, k, stride=s, padding="full", dilation=d) == len(placed)
    if s == 1:
        assert len(placed) == m + reach


@pytest.mark.parametrize(
    ("arguments", "size"),
    [
        ((7, 3, {}), 5),
        ((7, 3, {"stride": 2}), 3),
        ((7, 3, {"stride": 3}), 2),
        ((227, 11, {"stride": 4}), 55),
        ((5, 4, {"padding": 1}), 4),
        ((5, 4, {"padding": "valid"}), 2),
    ],
    ids=str,
)
def test_sizes_of_the_book(arguments, size):
    m, k, options = arguments
    assert shapes.conv_output_size(m, k, **options) == size


@pytest.mark.parametrize(
    ("padding", "sides"),
    [
        (2, ((2, 2), (2, 2))),
        ((2, 1), ((2, 2), (1, 1))),
        ([2, 1], ((2, 2), (1, 1))),
        (((0, 1), (2, 3)), ((0, 1), (2, 3))),
        ("valid", ((0, 0), (0, 0))),
        ("same", ((1, 2), (2, 2))),
        ("full", ((3, 3), (4, 4))),
    ],
    ids=str,
)
def test_forms_of_padding(padding, sides):
    assert shapes.resolve_padding(padding, (4, 3), dilation=(1, 2)) == sides


AXIS_FORMS = 'conv_output_size: padding must be "valid", "same", "full", a whole number or (before, after)'


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"input_size": 0}, ValueError, "conv_output_size: input_size must be at least 1, but is 0"),
        ({"kernel_size": 2.0}, TypeError, "conv_output_size: kernel_size must be a whole number, but is 2.0"),
        ({"stride": (1, 1)}, TypeError, "conv_output_size: stride must be a whole number, but is (1, 1)"),
        ({"dilation": True}, TypeError, "conv_output_size: dilation must be a whole number, but is True"),
        ({"padding": -1}, ValueError, "conv_output_size: padding must be at least 0, but is -1"),
        ({"padding": (0, -2)}, ValueError, "conv_output_size: padding must be at least 0, but is (0, -2)"),
        ({"padding": "no"}, ValueError, f"{AXIS_FORMS}, but is 'no'"),
        ({"padding": (1, 2, 3)}, TypeError, f"{AXIS_FORMS}, but is (1, 2, 3)"),
        (
            {"padding": "same", "stride": 2},
            ValueError,
            (
                'conv_output_size: padding="same" needs stride 1, but stride is 2: '
                "pass padding=(1, 1) for an output of ceil(input / stride)"
            ),
        ),
        (
            {"kernel_size": 9, "padding": (0, 1)},
            ValueError,
            (
                "conv_output_size: kernel of size 9 with dilation 1 spans 9, "
                "more than the padded input size 8 (7 + 0 + 1)"
            ),
        ),
    ],
    ids=str,
)
def test_refusals(options, error, message):
    arguments = {"input_size": 7, "kernel_size": 3} | options
    with pytest.raises(error, match=f"^{re.escape(message)}$"):
        shapes.conv_output_size(**arguments)


layers = st.lists(
    st.fixed_dictionaries(
        {"kernel_size": st.integers(1, 4)},
        optional={"stride": st.integers(1, 3), "padding": st.integers(0, 3), "dilation": st.integers(1, 3)},
    ),
    max_size=4,
)


@given(layers, st.integers(0, 3))
def test_receptive_field_spans_the_inputs_that_reach_a_unit(stack, unit):
    seen = {unit}
    for layer in reversed(stack):
        k, s, p, d = (
            layer.get(n, default)
            for n, default in (("kernel_size", 1), ("stride", 1), ("padding", 0), ("dilation", 1))
        )
        seen = {place * s - p + d * tap for place in seen for tap in range(k)}
    field = shapes.receptive_field(stack)
    assert field.start + unit * field.jump == min(seen)
    assert field.size == max(seen) - min(seen) + 1


@pytest.mark.parametrize("named", ["same", "full", "valid"])
def test_receptive_field_takes_padding_by_name(named):
    (before, _), _ = shapes.resolve_padding(named, 4)
    assert shapes.receptive_field([{"kernel_size": 4, "padding": named}]).start == -before


@pytest.mark.parametrize(
    ("layer", "error", "message"),
    [
        ({"kernel_size": 3, "stride": 0}, ValueError, "stride must be at least 1, but is 0"),
        ({"stride": 2}, TypeError, "a layer has no kernel_size: it has stride"),
        (
            {"kernel_size": 3, "kernel": 5},
            TypeError,
            "a layer has kernel (expected kernel_size, stride, padding or dilation)",
        ),
        (3, TypeError, "a layer must be a mapping, but is 3"),
    ],
)
def test_receptive_field_names_itself_in_errors(layer, error, message):
    with pytest.raises(error, match=f"^receptive_field: {re.escape(message)}$"):
        shapes.receptive_field([{"kernel_size": 3}, layer])


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize(("channels", "kernel_size", "groups"), [((4, 6), (3, 2), 2), ((3, 96), 11, 1)])
def test_parameters_against_pytorch(channels, kernel_size, groups, bias):
    layer = torch.nn.Conv2d(*channels, kernel_size, groups=groups, bias=bias)
    count = shapes.conv2d_parameter_count(*channels, kernel_size, groups=groups, bias=bias)
    assert count == sum(parameter.numel() for parameter in layer.parameters())


def test_multiply_adds_of_alexnet():
    assert shapes.conv2d_output_size(27, 5, padding=2) == (27, 27)
    assert shapes.conv2d_multiply_adds(27, 96, 256, 5, padding=2) == 27 * 27 * 256 * 96 * 25
    assert shapes.conv2d_multiply_adds(27, 96, 256, 5, padding=2, groups=2) == 27 * 27 * 256 * 48 * 25


def test_groups_that_do_not_divide_a_count():
    message = "conv2d_parameter_count: groups=2 does not divide out_channels=3"
    with pytest.raises(ValueError, match=f"^{message}$"):
        shapes.conv2d_parameter_count(4, 3, 1, groups=2)


def test_show_writes_every_sequence_as_a_tuple():
    assert show([1, (2,), "a", None]) == "(1, (2,), 'a', None)"
