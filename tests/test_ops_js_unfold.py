"""The browser's engine unfolds, folds and transposes as every other engine does, and refuses the same."""

import numpy as np
import pytest

from cnnlib.ops import vectorized
from tests import transpose_cases, unfold_cases
from tests.engines import tolerance
from tests.js_calls import RUN, arrays, call


def assert_equal(results, wanted, dtype):
    """Compare answers with (name, array) pairs."""
    for (name, right), result in zip(wanted, results, strict=True):
        assert isinstance(result, list), (name, result)
        assert result[0]["type"].lower() == f"{dtype}array", name
        np.testing.assert_allclose(arrays(result)[0], right, **tolerance(dtype), err_msg=name)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_unfold_and_fold(module, dtype):
    wanted, calls = [], []
    for case in unfold_cases.CASES:
        x = case.array(dtype)
        columns = vectorized.unfold(x, case.kernel_size, **case.options)
        wanted.append((f"unfold {case.name}", columns))
        calls.append(call("unfold", x, case.kernel_size, **case.options))
        folded = vectorized.fold(columns, x.shape[2:], case.kernel_size, **case.options)
        wanted.append((f"fold {case.name}", folded))
        calls.append(call("fold", columns, x.shape[2:], case.kernel_size, **case.options))
    assert_equal(module("ops_unfold")(RUN, calls), wanted, dtype)


def test_refused_unfolding(module):
    cases = [*unfold_cases.SHARED, *unfold_cases.BAD_IMAGES]
    calls = [call("unfold", case.images(), case.kernel_size, **case.options) for case in cases]
    for case, result in zip(cases, module("ops_unfold")(RUN, calls), strict=True):
        assert result == {"name": case.error.__name__, "message": case.words("unfold", "x")}, case.name


def test_refused_folding(module):
    cases = [*unfold_cases.SHARED, *unfold_cases.BAD_COLUMNS]
    calls = [call("fold", c.columns(), c.output_size, c.kernel_size, **c.options) for c in cases]
    for case, result in zip(cases, module("ops_unfold")(RUN, calls), strict=True):
        assert result == {"name": case.error.__name__, "message": case.words("fold", "columns")}, case.name


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_conv_transpose(module, dtype):
    cases = [*transpose_cases.CASES, transpose_cases.EMPTY]
    wanted, calls = [], []
    for case in cases:
        given = case.arrays(dtype)
        wanted.append((case.name, vectorized.conv_transpose2d(*given, **case.options)))
        calls.append(call("conv_transpose2d", *given, **case.options))
    assert_equal(module("ops_transpose")(RUN, calls), wanted, dtype)


def test_refused_transposition(module):
    # 1.0 is refused in Python; JavaScript does not tell it from 1.
    cases = [case for case in transpose_cases.BAD_CASES if case.options != {"padding": 1.0}]
    calls = [call("conv_transpose2d", *case.arrays(), **case.options) for case in cases]
    for case, result in zip(cases, module("ops_transpose")(RUN, calls), strict=True):
        words = case.message.replace("{op}", "conv_transpose2d")
        assert result == {"name": case.error.__name__, "message": words}, case.name
