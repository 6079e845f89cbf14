"""FilterLab's kernels: names, text, sizes, and whether they are separable."""

import numpy as np
import pytest

from cnnlib import kernels, signal
from cnnlib.widgets import FilterLab
from tests.filter_lab_cases import KERNELS


def test_named_kernels_are_those_of_cnnlib():
    menu = {entry["name"]: entry for entry in FilterLab().menu}
    assert tuple(menu) == kernels.names()
    for name, entry in menu.items():
        for kernel in entry["kernels"]:
            options = {"size": len(kernel)} if len(entry["kernels"]) == 3 else {}
            np.testing.assert_array_equal(kernel, kernels.get(name, **options))
        assert [entry["description"], entry["source"]] == [
            kernels.about(name).description,
            kernels.about(name).source,
        ]


def test_separability_is_that_of_signal(module):
    call = module("filter_lab_separable")
    cases = KERNELS | {name: kernels.get(name).tolist() for name in kernels.names()}
    for name, kernel in cases.items():
        found = call("(m, kernel) => m.separability(kernel)", kernel)
        values = np.linalg.svd(kernel, compute_uv=False)
        assert found["rank"] == signal.separable_rank(kernel), name
        np.testing.assert_allclose(found["values"], values, atol=1e-12, err_msg=name)
        outer = np.outer(found["column"], found["row"])
        nearest = sum(np.outer(*part) for part in signal.separable_parts(kernel, 1))
        np.testing.assert_allclose(outer, nearest, atol=1e-9, err_msg=name)
        if found["rank"] > 0:
            assert found["share"] == pytest.approx(values[0] ** 2 / np.sum(values**2))


def test_factors_are_plain_numbers(module):
    call = module("filter_lab_separable")
    cases = {
        "sobel_left": ([1, 2, 1], [1, 0, -1]),
        "sobel_bottom": ([-1, 0, 1], [1, 2, 1]),
        "box": ([1 / 3] * 3, [1 / 3] * 3),
        "edge_horizontal": ([1], [-1, 1]),
    }
    for name, (column, row) in cases.items():
        found = call("(m, kernel) => m.separability(kernel)", kernels.get(name).tolist())
        np.testing.assert_allclose(found["column"], column, atol=1e-12, err_msg=name)
        np.testing.assert_allclose(found["row"], row, atol=1e-12, err_msg=name)


def test_singular_parts_make_up_the_kernel(module):
    call = module("filter_lab_separable")
    for name, kernel in KERNELS.items():
        found = call("(m, kernel) => m.singularParts(kernel)", kernel)
        parts = zip(found["values"], found["left"], found["right"])
        total = sum(value * np.outer(left, right) for value, left, right in parts)
        np.testing.assert_allclose(total, kernel, atol=1e-12, err_msg=name)


def test_weights_are_read(module):
    call = module("filter_lab_kernels")
    cases = {"2": 2, "−0.5": -0.5, " +.25 ": 0.25, "1/9": 1 / 9, "-1e-3": -0.001, "-1 / 4": -0.25}
    assert {text: call("(m, text) => m.parseWeight(text)", text) for text in cases} == cases


TRY = """(m, [name, text]) => { try { return [m[name](text)]; } catch (error) { return error.message; } }"""


def test_weights_are_refused_in_words(module):
    call = module("filter_lab_kernels")
    cases = {
        "abc": "“abc” is not a number. Try 2, −0.5 or 1/9.",
        "": "“” is not a number. Try 2, −0.5 or 1/9.",
        "0,5": "Write 0.5, with a point.",
        "1/0": "“1/0” has no finite value.",
        "2000": "2000 is too large: weights go from −1000 to 1000.",
    }
    assert {text: call(TRY, ["parseWeight", text]) for text in cases} == cases


def test_kernels_are_read_or_refused(module):
    call = module("filter_lab_kernels")
    cases = {
        "1 0 -1; 2 0 -2": [[[1, 0, -1], [2, 0, -2]]],
        "[[1, 1/2], [3, 4]]": [[[1, 0.5], [3, 4]]],
        "5": [[[5]]],
        "1 2\n3 4\n": [[[1, 2], [3, 4]]],
        "1 2; 3": "Row 2 has 1 weights but row 1 has 2.",
        "1 2 3 4 5 6 7 8": "This kernel is 1×8: at most 7×7 fits.",
        " ": "A kernel needs at least one weight.",
        "1 x": "“x” is not a number. Try 2, −0.5 or 1/9.",
    }
    assert {text: call(TRY, ["parseKernel", text]) for text in cases} == cases


def test_kernel_text_can_be_read_back(module):
    call = module("filter_lab_kernels")
    for name, kernel in KERNELS.items():
        got = call("(m, kernel) => m.parseKernel(m.kernelText(kernel))", kernel)
        np.testing.assert_allclose(got, kernel, rtol=1e-11, err_msg=name)


def test_sizing_keeps_the_middle(module):
    call = module("filter_lab_kernels")
    grown = call("(m, k) => m.resizedKernel(k, 5)", KERNELS["outline"])
    np.testing.assert_array_equal(grown, np.pad(KERNELS["outline"], 1))
    assert call("(m, k) => m.resizedKernel(k, 3)", grown) == KERNELS["outline"]
    assert call("(m, k) => m.resizedKernel(k, 3)", [[-1, 1]]) == [[0, 0, 0], [0, -1, 1], [0, 0, 0]]


def test_normalizing(module):
    call = module("filter_lab_kernels")
    assert call("(m) => m.normalizedKernel([[1, 3]])") == {
        "kernel": [[0.25, 0.75]],
        "divisor": 4,
        "isSum": True,
    }
    assert call("(m) => m.normalizedKernel([[1, -1]])") == {
        "kernel": [[0.5, -0.5]],
        "divisor": 2,
        "isSum": False,
    }
    assert call("(m) => m.normalizedKernel([[0, 0]])") is None


def test_step_follows_the_weights(module):
    call = module("filter_lab_kernels")
    for kernel, step in [([[1, 2]], 0.1), ([[0.2]], 0.01), ([[1 / 49]], 0.001), ([[0]], 0.1)]:
        assert call("(m, kernel) => m.weightStep(kernel)", kernel) == pytest.approx(step)
