"""The browser's engine computes the cases of every other engine, and refuses what they refuse."""

import numpy as np
import pytest
import torch

from cnnlib import shapes
from cnnlib.ops import loops
from tests.cases import BAD_CASES, CASES, EMPTY
from tests.engines import pytorch, tolerance

ALL = """(ops, calls) => {
  const types = { float32: Float32Array, float64: Float64Array, uint8: Uint8Array, int64: BigInt64Array };
  const own = ({ dtype, shape, values }) => {
    const numbers = dtype === "int64" ? values.map(BigInt) : values;
    return ops.tensor(new types[dtype](numbers), shape);
  };
  return calls.map(({ arrays, options }) => {
    try {
      const [x, weight, bias = null] = arrays.map(own);
      const out = ops.conv2d(x, weight, bias, options);
      return { shape: out.shape, type: out.data.constructor.name, values: [...out.data] };
    } catch (error) {
      return { name: error.name, message: error.message };
    }
  });
}"""


def call(arrays, options):
    """Write a call as data that goes to the browser."""
    tensors = [{"dtype": str(a.dtype), "shape": a.shape, "values": a.ravel().tolist()} for a in arrays]
    return {"arrays": tensors, "options": options}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_forward(module, dtype):
    cases = [*CASES, EMPTY]
    results = module("ops")(ALL, [call(case.arrays(dtype), case.options) for case in cases])
    for case, result in zip(cases, results, strict=True):
        right = pytorch(*map(torch.from_numpy, case.arrays(dtype)), **case.options).numpy()
        assert result["type"].lower() == f"{dtype}array", case.name
        assert result["shape"] == list(right.shape), case.name
        out = np.array(result["values"], dtype).reshape(right.shape)
        np.testing.assert_allclose(out, right, **tolerance(dtype), err_msg=case.name)


def test_refusals(module):
    results = module("ops")(ALL, [call(case.arrays(), case.options) for case in BAD_CASES])
    for case, result in zip(BAD_CASES, results, strict=True):
        assert result == {"name": case.error.__name__, "message": case.message}, case.name


def test_without_bias(module):
    x, weight, bias = CASES[0].arrays()
    without, zero = module("ops")(ALL, [call([x, weight], {}), call([x, weight, 0 * bias], {})])
    assert without == zero


def test_not_finite_is_carried(module):
    x, weight = np.ones((1, 1, 5, 5)), np.ones((1, 1, 3, 3))
    x[0, 0, 4, 4], weight[0, 0, 1, 0] = np.nan, np.inf
    (result,) = module("ops")(ALL, [call([x, weight], {"padding": 1})])
    right = loops.conv2d(x, weight, padding=1)
    assert np.isnan(right).sum() == 9
    np.testing.assert_array_equal(np.array(result["values"]).reshape(right.shape), right)


GRID = [
    (m, k, {"stride": s, "padding": p, "dilation": d})
    for m in (1, 6, 7)
    for k in (1, 2, 3, 9)
    for s in (1, 2, 3)
    for p in (0, 2, (0, 3), "valid", "same", "full", -1, "none", 0.5)
    for d in (1, 2)
]


def answer(function):
    """Return the result of a call, or the name and words of its refusal."""
    try:
        return function()
    except (TypeError, ValueError) as error:
        return [type(error).__name__, str(error)]


def test_output_sizes_and_their_refusals(module):
    script = """(ops, grid) => grid.map(([m, k, options]) => {
      try { return ops.convOutputSize(m, k, options); } catch (error) { return [error.name, error.message]; }
    })"""
    right = [answer(lambda m=m, k=k, o=o: shapes.conv_output_size(m, k, **o)) for m, k, o in GRID]
    assert module("ops")(script, GRID) == right


PADDINGS = [0, (2, 1), ((0, 1), (2, 3)), "valid", "same", "full", (1, -1), (1, (2, 3)), None, True, "x", (1,)]


def test_padding_and_its_refusals(module):
    script = """(ops, paddings) => paddings.map((padding) => {
      try {
        return ops.resolvePadding(padding, [4, 3], { dilation: [1, 2] });
      } catch (error) {
        return [error.name, error.message];
      }
    })"""
    resolved = [answer(lambda p=p: shapes.resolve_padding(p, (4, 3), dilation=(1, 2))) for p in PADDINGS]
    right = [[list(s) for s in sides] if isinstance(sides, tuple) else sides for sides in resolved]
    assert module("ops")(script, PADDINGS) == right


def test_shape_and_values_agree(module):
    with pytest.raises(Exception, match=r"ValueError: tensor: shape \(2, 3\) needs 6 values, but data has 5"):
        module("ops")("(ops) => ops.tensor(new Float32Array(5), [2, 3])")


def test_plain_arrays_are_refused(module):
    with pytest.raises(Exception, match="TypeError: conv2d: x must be a tensor, but is a Array"):
        module("ops")("(ops) => ops.conv2d([1], [1])")
