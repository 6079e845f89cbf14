"""The gradients of the browser's convolution are autograd's."""

import numpy as np
import pytest

from cnnlib.ops import vectorized
from tests.cases import CASES, EMPTY
from tests.engines import pytorch_gradients, tolerance
from tests.js_calls import RUN, arrays, call


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_backward(module, dtype):
    wanted, calls = [], []
    for case in [*CASES, EMPTY]:
        x, weight, _ = case.arrays(dtype)
        shape = vectorized.conv2d(x, weight, **case.options).shape
        delta = np.random.default_rng(0).standard_normal(shape).astype(dtype)
        wanted.append((case.name, pytorch_gradients(delta, x, weight, **case.options)))
        calls.append(call("conv2d_backward", delta, x, weight, **case.options))
    for (name, gradients), result in zip(wanted, module("ops_gradients")(RUN, calls), strict=True):
        assert result[0]["type"].lower() == f"{dtype}array"
        for gradient, right in zip(arrays(result), gradients, strict=True):
            np.testing.assert_allclose(gradient, right, **tolerance(dtype), err_msg=name)


def test_refusals(module):
    x, weight, delta = np.ones((1, 1, 4, 4)), np.ones((1, 1, 3, 3)), np.ones((1, 1, 3, 3))
    calls = [call("conv2d_backward", delta, x, weight), call("conv2d_backward", delta, x, weight, stride=0)]
    shape, stride = module("ops_gradients")(RUN, calls)
    assert shape["message"] == (
        "conv2d_backward: grad_output must have the shape of the output, (1, 1, 2, 2), "
        "but has shape (1, 1, 3, 3)"
    )
    assert stride["message"] == "conv2d_backward: stride must be at least 1, but is 0"
