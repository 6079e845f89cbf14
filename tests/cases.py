"""Named cases of the convolution, as data: every engine, the browser's included, computes the same ones."""

from dataclasses import dataclass, field
from itertools import product

import numpy as np


@dataclass(frozen=True)
class Case:
    """Shapes and options of one valid call."""

    name: str
    x: tuple = (2, 4, 7, 6)
    weight: tuple = (6, 4, 3, 2)
    options: dict = field(default_factory=dict)

    def arrays(self, dtype="float64"):
        """Return x, weight and bias, the same numbers each time."""
        rng = np.random.default_rng(len(self.name))
        shapes = self.x, self.weight, self.weight[:1]
        return [rng.standard_normal(shape).astype(dtype) for shape in shapes]


@dataclass(frozen=True)
class BadCase:
    """One call that must be refused, with the words of the refusal."""

    name: str
    error: type
    message: str
    x: tuple = (2, 4, 7, 6)
    weight: tuple = (6, 4, 3, 2)
    bias: tuple = (6,)
    dtypes: tuple = ("float64", "float64", "float64")
    options: dict = field(default_factory=dict)

    def arrays(self):
        """Return x, weight and bias of ones."""
        shapes = self.x, self.weight, self.bias
        return [np.ones(shape, dtype) for shape, dtype in zip(shapes, self.dtypes)]


STRIDES = {"stride1": 1, "stride2": 2, "stride3x2": (3, 2)}
PADDINGS = {
    "valid": "valid",
    "same": "same",
    "full": "full",
    "pad1": 1,
    "pad2x1": (2, 1),
    "asymmetric": ((0, 3), (2, 1)),
}
DILATIONS = {"": 1, "dilation2": 2, "dilation1x3": (1, 3)}
GROUPS = {"": 1, "groups2": 2}


def _swept():
    for stride, padding, dilation, groups in product(STRIDES, PADDINGS, DILATIONS, GROUPS):
        if padding == "same" and stride != "stride1":
            continue
        name = "-".join(part for part in (stride, padding, dilation, groups) if part)
        options = {
            "stride": STRIDES[stride],
            "padding": PADDINGS[padding],
            "dilation": DILATIONS[dilation],
            "groups": GROUPS[groups],
        }
        yield Case(name, weight=(4, 4 // GROUPS[groups], 3, 2), options=options)


CASES = [
    *_swept(),
    Case("one_by_one", weight=(5, 4, 1, 1)),
    Case("one_by_one-stride2", weight=(5, 4, 1, 1), options={"stride": 2}),
    Case("even-same", weight=(1, 4, 4, 4), options={"padding": "same"}),
    Case("even-same-dilation3", weight=(1, 4, 2, 4), options={"padding": "same", "dilation": 3}),
    Case("row", x=(1, 1, 1, 9), weight=(2, 1, 1, 4), options={"padding": (0, 2)}),
    Case("column", x=(1, 1, 9, 1), weight=(2, 1, 4, 1), options={"stride": (2, 1)}),
    Case("three_wide", x=(2, 2, 4, 9), weight=(3, 2, 2, 3)),
    Case("five_wide", x=(2, 2, 4, 9), weight=(3, 2, 3, 5), options={"padding": 1}),
    Case("one_window", x=(3, 2, 5, 4), weight=(7, 2, 5, 4)),
    Case("one_pixel", x=(1, 1, 1, 1), weight=(1, 1, 1, 1)),
    Case("depthwise", weight=(4, 1, 3, 3), options={"groups": 4, "padding": 1}),
    Case("depthwise-multiplied", weight=(8, 1, 2, 3), options={"groups": 4}),
    Case("stride_beyond_kernel", weight=(2, 4, 2, 1), options={"stride": (5, 4)}),
    Case("stride_beyond_input", weight=(2, 4, 3, 2), options={"stride": (10**9, 2)}),
    Case(
        "stride_and_dilation_share_a_factor", weight=(2, 4, 3, 3), options={"stride": 2, "dilation": (2, 2)}
    ),
    Case("rest_dropped", x=(1, 1, 7, 8), weight=(1, 1, 3, 3), options={"stride": 3}),
    Case("padding_beyond_kernel", x=(1, 2, 3, 3), weight=(2, 2, 2, 2), options={"padding": 4}),
]
EMPTY = Case("empty_batch", x=(0, 4, 7, 6), options={"padding": 1})

PAIRS = "(height, width) or ((top, bottom), (left, right))"
PLANE_FORMS = f'padding must be "valid", "same", "full", a whole number, {PAIRS}'
CONVERT = "(expected float32 or float64): convert it first, with"
BAD_CASES = [
    BadCase(
        "x_rank",
        ValueError,
        "conv2d: x must have 4 axes (batch, channels, height, width), but has shape (4, 7, 6)",
        x=(4, 7, 6),
    ),
    BadCase(
        "weight_rank",
        ValueError,
        "conv2d: weight must have 4 axes (out_channels, in_channels // groups, kernel_height, kernel_width), "
        "but has shape (6,)",
        weight=(6,),
    ),
    BadCase(
        "no_pixels",
        ValueError,
        "conv2d: x has shape (2, 4, 0, 6): only the batch may be empty",
        x=(2, 4, 0, 6),
    ),
    BadCase(
        "no_kernels",
        ValueError,
        "conv2d: weight has shape (0, 4, 3, 2): no axis may be empty",
        weight=(0, 4, 3, 2),
    ),
    BadCase(
        "channels",
        ValueError,
        "conv2d: weight has 3 input channels per group but x has 4 channels and groups=1 "
        "(expected x.shape[1] == 3)",
        weight=(6, 3, 3, 2),
    ),
    BadCase(
        "channels_of_groups",
        ValueError,
        "conv2d: weight has 4 input channels per group but x has 4 channels and groups=2 "
        "(expected x.shape[1] == 8)",
        options={"groups": 2},
    ),
    BadCase(
        "groups_in",
        ValueError,
        "conv2d: groups=3 does not divide the 4 channels of x",
        options={"groups": 3},
    ),
    BadCase(
        "groups_out",
        ValueError,
        "conv2d: groups=4 does not divide the 6 output channels of weight",
        weight=(6, 1, 3, 2),
        options={"groups": 4},
    ),
    BadCase("groups_zero", ValueError, "conv2d: groups must be at least 1, but is 0", options={"groups": 0}),
    BadCase(
        "groups_bool",
        TypeError,
        "conv2d: groups must be a whole number, but is True",
        options={"groups": True},
    ),
    BadCase(
        "kernel_too_high",
        ValueError,
        "conv2d: kernel of height 3 with dilation 4 spans 9, more than the padded input height 8 (7 + 0 + 1)",
        options={"dilation": (4, 1), "padding": ((0, 1), (0, 0))},
    ),
    BadCase(
        "kernel_too_wide",
        ValueError,
        "conv2d: kernel of width 7 with dilation 1 spans 7, more than the padded input width 6 (6 + 0 + 0)",
        weight=(6, 4, 3, 7),
    ),
    BadCase(
        "stride_zero",
        ValueError,
        "conv2d: stride must be at least 1, but is (2, 0)",
        options={"stride": (2, 0)},
    ),
    BadCase(
        "stride_negative", ValueError, "conv2d: stride must be at least 1, but is -1", options={"stride": -1}
    ),
    BadCase(
        "stride_fraction",
        TypeError,
        "conv2d: stride must be a whole number or a (height, width) pair of them, but is 1.5",
        options={"stride": 1.5},
    ),
    BadCase(
        "stride_bool",
        TypeError,
        "conv2d: stride must be a whole number or a (height, width) pair of them, but is True",
        options={"stride": True},
    ),
    BadCase(
        "stride_triple",
        TypeError,
        "conv2d: stride must be a whole number or a (height, width) pair of them, but is (1, 1, 1)",
        options={"stride": (1, 1, 1)},
    ),
    BadCase(
        "stride_none",
        TypeError,
        "conv2d: stride must be a whole number or a (height, width) pair of them, but is None",
        options={"stride": None},
    ),
    BadCase(
        "dilation_zero",
        ValueError,
        "conv2d: dilation must be at least 1, but is 0",
        options={"dilation": 0},
    ),
    BadCase(
        "dilation_fraction",
        TypeError,
        "conv2d: dilation must be a whole number or a (height, width) pair of them, but is (1, 0.5)",
        options={"dilation": (1, 0.5)},
    ),
    BadCase(
        "padding_negative",
        ValueError,
        "conv2d: padding must be at least 0, but is (0, -1)",
        options={"padding": (0, -1)},
    ),
    BadCase("padding_fraction", TypeError, f"conv2d: {PLANE_FORMS}, but is 0.5", options={"padding": 0.5}),
    BadCase("padding_bool", TypeError, f"conv2d: {PLANE_FORMS}, but is True", options={"padding": True}),
    BadCase("padding_word", ValueError, f"conv2d: {PLANE_FORMS}, but is 'Same'", options={"padding": "Same"}),
    BadCase(
        "padding_mixed",
        TypeError,
        f"conv2d: {PLANE_FORMS}, but is (1, (0, 2))",
        options={"padding": (1, (0, 2))},
    ),
    BadCase("padding_none", TypeError, f"conv2d: {PLANE_FORMS}, but is None", options={"padding": None}),
    BadCase(
        "same_with_stride",
        ValueError,
        'conv2d: padding="same" needs stride 1, but stride is (2, 2): '
        "pass padding=((1, 1), (0, 1)) for an output of ceil(input / stride)",
        options={"padding": "same", "stride": 2},
    ),
    BadCase(
        "bias_length",
        ValueError,
        "conv2d: bias must have shape (6,), one value for each output channel, but has shape (4,)",
        bias=(4,),
    ),
    BadCase(
        "bias_rank",
        ValueError,
        "conv2d: bias must have shape (6,), one value for each output channel, but has shape (6, 1)",
        bias=(6, 1),
    ),
    BadCase(
        "x_integers",
        TypeError,
        f"conv2d: x has dtype int64 {CONVERT} x.astype('float32') in NumPy or x.float() in PyTorch",
        dtypes=("int64", "float64", "float64"),
    ),
    BadCase(
        "weight_bytes",
        TypeError,
        f"conv2d: weight has dtype uint8 {CONVERT} weight.astype('float32') in NumPy or "
        "weight.float() in PyTorch",
        dtypes=("float64", "uint8", "float64"),
    ),
    BadCase(
        "mixed_weight",
        TypeError,
        "conv2d: weight has dtype float64 but x has dtype float32: convert one of them",
        dtypes=("float32", "float64", "float32"),
    ),
    BadCase(
        "mixed_bias",
        TypeError,
        "conv2d: bias has dtype float32 but x has dtype float64: convert one of them",
        dtypes=("float64", "float64", "float32"),
    ),
]


def name(case):
    """Name a case in pytest's reports."""
    return case.name
