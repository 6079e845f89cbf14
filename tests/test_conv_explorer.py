"""ConvExplorer's arithmetic, in Python and in the browser: windows, sums, sizes, matrices, PyTorch."""

import json
import re

import numpy as np
import pytest
import torch

from cnnlib.shapes import resolve_padding
from cnnlib.signal import doubly_block_toeplitz_matrix
from cnnlib.widgets import ConvExplorer
from tests.conv_explorer_cases import state, widgets

MATRIX = "l.outputs.map((_, p) => m.matrixRow(l, p))"
PRESETS = {
    "3×3 ⋆ 2×2, by hand": [[19, 25], [37, 43]],
    "4×4, cross-correlation": [[7, 8, 9], [11, 12, 13], [15, 16, 17]],
    "4×4, true convolution": [[0, 1, 2], [4, 5, 6], [8, 9, 10]],
    "Padded by 1": [[0, 3, 8, 4], [9, 19, 25, 10], [21, 37, 43, 16], [6, 7, 8, 0]],
    "Stride 3 down, 2 across": [[0, 8], [6, 8]],
    "7×7, stride 2: fits": [[81, 99, 117], [207, 225, 243], [333, 351, 369]],
    "7×7, stride 3: does not fit": [[81, 108], [270, 297]],
    "Dilation 2: 3×3 spans 5×5": [[153, 162, 171], [216, 225, 234], [279, 288, 297]],
    "Full convolution": [[0, 0, 1, 2], [0, 5, 11, 11], [6, 23, 29, 23], [12, 32, 37, 24]],
    "An edge and Sobel’s kernel": [[0, 36, 36, 0]] * 4,
}


@pytest.fixture
def explore(module):
    """Return ``explore(expression, widgets)``: its values, given exports ``m``, state ``s``, layout ``l``."""
    call = module("conv_explorer")

    def explore(expression, cases):
        function = f"""(_, states) => {{
          const m = Object.assign({{}}, ...Object.values(window.modules));
          return JSON.stringify(states.map((s) => {{ const l = m.layOut(s); return {expression}; }}));
        }}"""
        return json.loads(call(function, [state(each) for each in cases]))

    return explore


def padded(widget):
    padding = resolve_padding(widget.padding, np.shape(widget.kernel), dilation=tuple(widget.dilation))
    return np.pad(np.array(widget.input, dtype=float), padding)


def test_output_and_padding(explore):
    cases = widgets()
    assert len(cases) > 80
    for widget, layout in zip(cases, explore("l", cases)):
        np.testing.assert_allclose(layout["outputs"], widget.output.ravel(), rtol=1e-12)
        assert tuple(layout["outputSize"]) == widget.output.shape
        assert tuple(layout["paddedSize"]) == padded(widget).shape


def test_convolution_matrix(explore):
    cases = widgets()
    for widget, matrix in zip(cases, explore(MATRIX, cases)):
        product = np.array(matrix) @ np.ravel(widget.input)
        np.testing.assert_allclose(product, widget.output.ravel(), atol=1e-12)


@pytest.mark.parametrize("mode", ["valid", "full"])
@pytest.mark.parametrize("flip", [False, True])
def test_convolution_matrix_is_the_librarys(explore, mode, flip):
    x, kernel = np.arange(20).reshape(4, 5), np.arange(1, 7).reshape(2, 3)
    (matrix,) = explore(MATRIX, [ConvExplorer(input=x, kernel=kernel, padding=mode, flip=flip)])
    expected = doubly_block_toeplitz_matrix(kernel, x.shape, mode=mode, correlate=not flip)
    np.testing.assert_array_equal(matrix, expected)


def test_im2col_columns(explore):
    cases = widgets()
    for widget, columns in zip(cases, explore("l.outputs.map((_, p) => m.unfoldColumn(l, p))", cases)):
        x = torch.from_numpy(padded(widget))[None, None]
        expected = torch.nn.functional.unfold(
            x, np.shape(widget.kernel), dilation=widget.dilation, stride=widget.stride
        )
        np.testing.assert_array_equal(columns, expected[0].T)


def test_uses_of_an_input(explore):
    """The uses of an input are the column of the convolution matrix that belongs to it."""
    cases = widgets()
    uses = "s.input.flatMap((row, i) => row.map((_, j) => m.usesOf(l, i, j)))"
    for widget, matrix, found in zip(cases, explore(MATRIX, cases), explore(uses, cases)):
        columns = np.zeros(np.shape(matrix))
        for index, each in ((index, each) for index, row in enumerate(found) for each in row):
            assert widget.kernel[each["kernelRow"]][each["kernelColumn"]] == each["w"]
            columns[each["position"], index] = each["w"]
        np.testing.assert_array_equal(columns, matrix)


def test_written_sum(explore):
    texts = explore("m.sumText(l, 0)", [ConvExplorer(), ConvExplorer(padding=1, position=0)])
    assert texts == ["0×0 + 1×1 + 3×2 + 4×3 = 19", "0×0 + 0×1 + 0×2 + 0×3 = 0"]


def test_written_sum_marks_rounding_and_brackets_negatives(explore):
    negative = ConvExplorer(input=[[-0.5, 2]], kernel=[[3, -1]])
    rounded = ConvExplorer(input=[[1, 2]], kernel=[[1 / 3, 0]])
    assert explore("m.sumText(l, 0)", [negative, rounded]) == [
        "(−0.5)×3 + 2×(−1) = −3.5",
        "1×0.333333 + 2×0 ≈ 0.333333",
    ]


def test_written_sums_are_true(explore):
    cases = [each for each in widgets() if np.array(each.input).dtype.kind == "i"]
    for widget, texts in zip(cases, explore("l.outputs.map((_, p) => m.sumText(l, p))", cases)):
        for text, value in zip(texts, widget.output.flat):
            left, right = text.replace("−", "-").replace("(", "").replace(")", "").split(" = ")
            products = [product.split("×") for product in left.split(" + ")]
            assert sum(int(x) * int(w) for x, w in products) == int(right) == value
            assert len(products) == np.size(widget.kernel)


def test_size_formula_with_numbers(explore):
    cases = widgets()
    pattern = (
        r"⌊\((\d+) \+ (\d+) \+ (\d+) − (\d+)·\((\d+) − 1\) − 1\) / (\d+)⌋ \+ 1 = ⌊(\d+) / (\d+)⌋ \+ 1 = (\d+)"
    )
    for widget, lines in zip(cases, explore("[0, 1].map((axis) => m.sizeFormula(l, axis).text)", cases)):
        padding = resolve_padding(widget.padding, np.shape(widget.kernel), dilation=tuple(widget.dilation))
        for axis, line in enumerate(lines):
            *numbers, room, again, size = map(int, re.fullmatch(pattern, line).groups())
            m, before, after, d, k, s = numbers
            assert (m, k) == (np.shape(widget.input)[axis], np.shape(widget.kernel)[axis])
            assert (before, after) == padding[axis]
            assert (d, s, again) == (widget.dilation[axis], widget.stride[axis], widget.stride[axis])
            assert room == m + before + after - d * (k - 1) - 1
            assert size == room // s + 1 == widget.output.shape[axis]


@pytest.mark.parametrize(
    ("settings", "remark"),
    [
        ({"stride": 2}, ""),
        pytest.param(
            {"stride": 3},
            "height 4 / 3 + 1 = 2.33, width 4 / 3 + 1 = 2.33, rounded down to 2; the last row and "
            "the last column are never read.",
        ),
        (
            {"stride": (1, 3), "padding": ((0, 0), (1, 0))},
            "width 5 / 3 + 1 = 2.67, rounded down to 2; the last 2 padded columns are never read.",
        ),
        (
            {"stride": (3, 1)},
            "height 4 / 3 + 1 = 2.33, rounded down to 2; the last row is never read.",
        ),
    ],
)
def test_remark_where_the_division_leaves_a_rest(explore, settings, remark):
    widget = ConvExplorer(input=np.ones((7, 7)), kernel=np.ones((3, 3)), **settings)
    assert explore("m.sizeRemark(l)", [widget]) == [remark and f"The division leaves a rest: {remark}"]


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths:UserWarning")
def test_torch_line_gives_the_same_numbers(explore):
    cases = widgets()
    for widget, text in zip(cases, explore("m.torchLine(s)", cases)):
        imports, line = text.split("\n")
        scope = {}
        exec(imports, scope)  # noqa: S102
        out = eval(line, scope)  # noqa: S307
        np.testing.assert_allclose(out, widget.output, rtol=1e-5, atol=1e-5)


def test_torch_line_names_only_what_matters(explore):
    cases = [ConvExplorer(), ConvExplorer(padding=(1, 0), flip=True, stride=(1, 2))]
    plain, full = (text.split("\n")[1] for text in explore("m.torchLine(s)", cases))
    image = "torch.tensor([[[[0., 1., 2.], [3., 4., 5.], [6., 7., 8.]]]])"
    kernel = "torch.tensor([[[[0., 1.], [2., 3.]]]])"
    assert plain == f"F.conv2d({image}, {kernel})[0, 0]"
    assert full == f"F.conv2d({image}, {kernel}.flip(2, 3), stride=(1, 2), padding=(1, 0))[0, 0]"


def test_uses_in_words(explore):
    cases = [ConvExplorer(), ConvExplorer(stride=2)]
    (used,) = explore("m.usesText(l, 0, 1)", cases[:1])
    assert used == (
        "Input x[0, 1] = 1 is used by 2 outputs: y[0, 0] through k[0, 1] = 1; y[0, 1] through k[0, 0] = 0."
    )
    assert explore("m.usesText(l, 2, 2)", cases[1:]) == ["Input x[2, 2] = 8 is used by no output."]


def test_presets_are_the_worked_examples(module):
    call = module("conv_explorer")
    presets = call("() => window.modules.conv_explorer_presets.PRESETS")
    outputs = {each["name"]: ConvExplorer(**each["state"]).output for each in presets}
    for name, expected in PRESETS.items():
        np.testing.assert_array_equal(outputs[name], expected, err_msg=name)
    assert outputs["Same, even kernel"].shape == (5, 5)
    assert outputs["The largest: 9×9, 5×5, full"].shape == (13, 13)
    assert all(call("(m, s) => m.default.check(s)", each["state"]) is None for each in presets)


def test_addresses_of_all_cases_can_be_shown(explore):
    assert set(explore("m.refusal(s)", widgets())) == {None}
