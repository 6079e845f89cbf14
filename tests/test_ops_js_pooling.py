"""The browser's engine pools the cases of every other engine, and refuses what they refuse."""

import numpy as np
import pytest

from cnnlib.ops import vectorized
from tests.engines import tolerance
from tests.js_calls import RUN, arrays, call
from tests.pool_cases import BAD_CASES, BAD_NORMS, CASES, DILATED, POOLINGS, PoolCase


def forward_calls(dtype):
    """Yield (function, arguments, options) of each case that the function takes."""
    for case in CASES:
        options, windowed = dict(case.options), {"stride", "ceil_mode"}
        for norm in (1, 2, 3):
            yield (
                "lp_pool2d",
                (case.array(dtype), norm),
                case,
                {k: options[k] for k in options if k in windowed},
            )
        for count in (True, False):
            yield "avg_pool2d", (case.array(dtype),), case, options | {"count_include_pad": count}
        yield "avg_pool2d", (case.array(dtype),), case, options | {"divisor_override": -3}
    for case in [*CASES, *DILATED]:
        yield "max_pool2d", (case.array(dtype),), case, dict(case.options)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_forward(module, dtype):
    wanted = list(forward_calls(dtype))
    calls = [call(name, *given, case.kernel_size, **options) for name, given, case, options in wanted]
    for (name, given, case, options), result in zip(wanted, module("ops_pooling")(RUN, calls), strict=True):
        right = getattr(vectorized, name)(*given, case.kernel_size, **options)
        right = right if isinstance(right, tuple) else (right,)
        assert isinstance(result, list), (name, case.name, result)
        assert result[0]["type"].lower() == f"{dtype}array"
        for out, expected in zip(arrays(result), right, strict=True):
            np.testing.assert_allclose(out, expected, **tolerance(dtype), err_msg=f"{name} {case.name}")


def test_backward(module):
    wanted, calls = [], []
    for name, given, case, options in forward_calls("float64"):
        right = getattr(vectorized, name)(*given, case.kernel_size, **options)
        out, *indices = right if isinstance(right, tuple) else (right,)
        delta = np.random.default_rng(0).standard_normal(out.shape)
        if indices:
            arguments, options = (delta, indices[0].astype("int32"), given[0].shape), {}
            gradient = vectorized.max_pool2d_backward(delta, indices[0], given[0].shape)
        elif name == "avg_pool2d":
            arguments = delta, given[0].shape, case.kernel_size
            gradient = vectorized.avg_pool2d_backward(*arguments, **options)
        else:
            arguments = delta, *given, case.kernel_size
            gradient = vectorized.lp_pool2d_backward(*arguments, **options)
        wanted.append((f"{name} {case.name}", gradient))
        calls.append(call(f"{name}_backward", *arguments, **options))
    for (name, gradient), result in zip(wanted, module("ops_pooling")(RUN, calls), strict=True):
        np.testing.assert_allclose(arrays(result)[0], gradient, rtol=1e-11, atol=1e-12, err_msg=name)


def test_refusals(module):
    wanted = [(case, op) for case in BAD_CASES for op in POOLINGS if op in case.poolings]
    calls = []
    for case, op in wanted:
        norm = [2] if op == "lp_pool2d" else []
        x = np.ones(case.x, case.dtype)
        calls.append(call(op, x, *norm, case.kernel_size, **case.options))
    for (case, op), result in zip(wanted, module("ops_pooling")(RUN, calls), strict=True):
        message = case.message.format(op=op)
        assert result == {"name": case.error.__name__, "message": message}, (case.name, op)


def test_refused_norms(module):
    x = PoolCase("norm").array()
    norms = {norm: refusal for norm, refusal in BAD_NORMS.items() if norm != float("inf")}
    results = module("ops_pooling")(RUN, [call("lp_pool2d", x, norm, 2) for norm in norms])
    for (error, message), result in zip(norms.values(), results, strict=True):
        assert result == {"name": error.__name__, "message": f"lp_pool2d: {message}"}


BAD_GRADIENTS = [
    ("max_pool2d", ((1, 1, 2, 2), np.array([[[[0, 1], [2, 9]]]], "int32"), (1, 1, 3, 3)), "but one is 9"),
    ("max_pool2d", ((1, 1, 2, 2), np.array([[[[0, -1], [2, 8]]]], "int32"), (1, 1, 3, 3)), "but one is -1"),
    ("max_pool2d", ((1, 1, 2, 2), np.zeros((1, 1, 2, 1), "int32"), (1, 1, 3, 3)), "has shape (1, 1, 2, 1)"),
    ("max_pool2d", ((1, 1, 2, 2), np.zeros((1, 1, 2, 2), "int32"), (1, 2, 3, 3)), "has shape (1, 1, 2, 2)"),
    ("max_pool2d", ((1, 1, 2, 2), np.zeros((1, 1, 2, 2)), (1, 1, 3, 3)), "must be a tensor of int32"),
    ("avg_pool2d", ((1, 1, 2, 2), (1, 1, 3, 3), 2), "the shape of the output, (1, 1, 1, 1), but has"),
    ("avg_pool2d", ((1, 1, 1, 1), (1, 3, 3), 2), "input_shape must have 4 axes"),
    ("lp_pool2d", ((1, 1, 2, 2), np.ones((1, 1, 3, 3)), 2, 2), "but has shape (1, 1, 2, 2)"),
]


def test_refused_gradients(module):
    calls = [call(f"{op}_backward", np.ones(shape), *rest) for op, (shape, *rest), _ in BAD_GRADIENTS]
    for (op, _, words), result in zip(BAD_GRADIENTS, module("ops_pooling")(RUN, calls), strict=True):
        assert result["message"].startswith(f"{op}_backward: "), result
        assert words in result["message"]
