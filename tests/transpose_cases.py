"""Named cases of the transposed convolution, as data: every engine computes the same ones."""

from dataclasses import dataclass, field
from itertools import product

import numpy as np

from tests.cases import CONVERT, DILATIONS, GROUPS, PADDINGS, PLANE_FORMS


@dataclass(frozen=True)
class TransposeCase:
    """Shapes and options of one valid call."""

    name: str
    x: tuple = (2, 4, 5, 4)
    weight: tuple = (4, 2, 3, 2)
    options: dict = field(default_factory=dict)

    def arrays(self, dtype="float64"):
        """Return x, weight and bias, the same numbers each time."""
        rng = np.random.default_rng(len(self.name))
        bias = (self.weight[1] * self.options.get("groups", 1),)
        return [rng.standard_normal(shape).astype(dtype) for shape in (self.x, self.weight, bias)]


@dataclass(frozen=True)
class BadTransposeCase:
    """One call that must be refused; ``{op}`` in the message stands for the function."""

    name: str
    error: type
    message: str
    x: tuple = (2, 4, 5, 4)
    weight: tuple = (4, 6, 3, 2)
    bias: tuple = (6,)
    dtypes: tuple = ("float64", "float64", "float64")
    options: dict = field(default_factory=dict)

    def arrays(self):
        """Return x, weight and bias of ones."""
        shapes = self.x, self.weight, self.bias
        return [np.ones(shape, dtype) for shape, dtype in zip(shapes, self.dtypes)]


STEPS = {
    "stride1": {},
    "stride2": {"stride": 2},
    "stride3x2-more2x1": {"stride": (3, 2), "output_padding": (2, 1)},
}


def _swept():
    for steps, padding, dilation, groups in product(STEPS, PADDINGS, DILATIONS, GROUPS):
        if padding == "same" and steps != "stride1":
            continue
        name = "-".join(part for part in (steps, padding, dilation, groups) if part)
        options = {"padding": PADDINGS[padding], "dilation": DILATIONS[dilation], "groups": GROUPS[groups]}
        yield TransposeCase(name, weight=(4, 2 // GROUPS[groups], 3, 2), options=options | STEPS[steps])


CASES = [
    *_swept(),
    TransposeCase("one_by_one", weight=(4, 3, 1, 1)),
    TransposeCase("one_by_one-stride2", weight=(4, 3, 1, 1), options={"stride": 2, "output_padding": 1}),
    TransposeCase("even-same", weight=(4, 1, 4, 2), options={"padding": "same"}),
    TransposeCase("even-same-dilation3", weight=(4, 1, 2, 4), options={"padding": "same", "dilation": 3}),
    TransposeCase("row", x=(1, 1, 1, 5), weight=(1, 2, 1, 4), options={"stride": (1, 2), "padding": (0, 2)}),
    TransposeCase("column", x=(1, 1, 5, 1), weight=(1, 2, 4, 1), options={"stride": (2, 1)}),
    TransposeCase("one_pixel", x=(3, 2, 1, 1), weight=(2, 3, 4, 5)),
    TransposeCase("one_pixel-one_tap", x=(1, 1, 1, 1), weight=(1, 1, 1, 1)),
    TransposeCase(
        "one_pixel-large_stride", x=(1, 2, 1, 3), options={"stride": (10**9, 2)}, weight=(2, 1, 3, 2)
    ),
    TransposeCase("depthwise", weight=(4, 1, 3, 3), options={"groups": 4, "padding": 1, "stride": 2}),
    TransposeCase("depthwise-multiplied", weight=(4, 2, 2, 3), options={"groups": 4}),
    TransposeCase("twice_as_large", weight=(4, 2, 4, 4), options={"stride": 2, "padding": 1}),
    TransposeCase("stride_beyond_kernel", weight=(4, 2, 2, 1), options={"stride": (5, 4), "padding": 1}),
    TransposeCase("stride_and_dilation_share_a_factor", options={"stride": 2, "dilation": 2}),
    TransposeCase("more_than_the_stride", options={"dilation": (3, 4), "output_padding": (2, 3)}),
    TransposeCase(
        "more_than_two_strides",
        options={"stride": (2, 1), "dilation": 5, "output_padding": 4, "padding": ((0, 2), (3, 1))},
    ),
    TransposeCase("padding_beyond_kernel", weight=(4, 1, 2, 2), options={"stride": 3, "padding": (4, 3)}),
    TransposeCase("one_row_left", weight=(4, 1, 1, 1), options={"padding": ((0, 4), (3, 0))}),
]
EMPTY = TransposeCase("empty_batch", x=(0, 4, 5, 4), options={"stride": 2, "padding": 1})

NUMBER = "must be a whole number or a (height, width) pair of them, but is"


def _bad(name, error, message, **fields):
    return BadTransposeCase(name, error, f"{{op}}: {message}", **fields)


def _bad_option(name, error, message, **options):
    return _bad(name, error, message, options=options)


BAD_CASES = [
    _bad(
        "x_rank",
        ValueError,
        "x must have 4 axes (batch, channels, height, width), but has shape (4, 5, 4)",
        x=(4, 5, 4),
    ),
    _bad(
        "weight_rank",
        ValueError,
        "weight must have 4 axes (in_channels, out_channels // groups, kernel_height, kernel_width), "
        "but has shape (6,)",
        weight=(6,),
    ),
    _bad("no_pixels", ValueError, "x has shape (2, 4, 0, 4): only the batch may be empty", x=(2, 4, 0, 4)),
    _bad(
        "no_kernels", ValueError, "weight has shape (4, 0, 3, 2): no axis may be empty", weight=(4, 0, 3, 2)
    ),
    _bad(
        "channels",
        ValueError,
        "weight has 3 input channels but x has 4 channels (expected x.shape[1] == 3)",
        weight=(3, 6, 3, 2),
    ),
    _bad(
        "weight_as_for_conv2d",
        ValueError,
        "weight has 6 input channels but x has 4 channels (expected x.shape[1] == 6)",
        weight=(6, 4, 3, 2),
    ),
    _bad_option("groups", ValueError, "groups=3 does not divide the 4 channels of x", groups=3),
    _bad_option("groups_zero", ValueError, "groups must be at least 1, but is 0", groups=0),
    _bad_option("groups_pair", TypeError, "groups must be a whole number, but is (1, 2)", groups=(1, 2)),
    _bad(
        "bias_of_one_group",
        ValueError,
        "bias must have shape (12,), one value for each output channel, but has shape (6,)",
        options={"groups": 2},
    ),
    _bad(
        "bias_rank",
        ValueError,
        "bias must have shape (6,), one value for each output channel, but has shape (6, 1)",
        bias=(6, 1),
    ),
    _bad_option("stride_zero", ValueError, "stride must be at least 1, but is (1, 0)", stride=(1, 0)),
    _bad_option("stride_fraction", TypeError, f"stride {NUMBER} 0.5", stride=0.5),
    _bad_option("dilation_negative", ValueError, "dilation must be at least 1, but is -1", dilation=-1),
    _bad_option("padding_negative", ValueError, "padding must be at least 0, but is -1", padding=-1),
    _bad_option("padding_word", ValueError, f"{PLANE_FORMS}, but is 'half'", padding="half"),
    _bad_option("padding_fraction", TypeError, f"{PLANE_FORMS}, but is 1.0", padding=1.0),
    _bad_option(
        "same_with_stride",
        ValueError,
        'padding="same" needs stride 1, but stride is (2, 3): pass padding=((0, 1), (0, 0)) '
        "and output_padding=(0, 1) for an output of input * stride",
        padding="same",
        stride=(2, 3),
    ),
    _bad_option(
        "padding_cuts_all",
        ValueError,
        "padding cuts off 3 + 4, the whole output height of 7: at least 1 must be left",
        padding=((3, 4), (0, 0)),
    ),
    _bad_option(
        "padding_cuts_more",
        ValueError,
        "padding cuts off 4 + 4, the whole output width of 5: at least 1 must be left",
        padding=(0, 4),
    ),
    _bad(
        "full_cuts_all",
        ValueError,
        "padding cuts off 2 + 2, the whole output height of 4: at least 1 must be left",
        x=(2, 4, 2, 4),
        options={"padding": "full"},
    ),
    _bad_option(
        "output_padding",
        ValueError,
        "output_padding must be smaller than the stride or the dilation, (2, 3), but is (1, 3)",
        stride=2,
        dilation=(1, 3),
        output_padding=(1, 3),
    ),
    _bad_option(
        "output_padding_without_stride",
        ValueError,
        "output_padding must be smaller than the stride or the dilation, (1, 1), but is 1",
        output_padding=1,
    ),
    _bad_option(
        "output_padding_negative",
        ValueError,
        "output_padding must be at least 0, but is (0, -1)",
        output_padding=(0, -1),
    ),
    _bad_option(
        "output_padding_sides",
        TypeError,
        f"output_padding {NUMBER} ((0, 1), (0, 1))",
        output_padding=((0, 1), (0, 1)),
    ),
    _bad(
        "x_integers",
        TypeError,
        f"x has dtype int64 {CONVERT} x.astype('float32') in NumPy or x.float() in PyTorch",
        dtypes=("int64", "float64", "float64"),
    ),
    _bad(
        "mixed_weight",
        TypeError,
        "weight has dtype float64 but x has dtype float32: convert one of them",
        dtypes=("float32", "float64", "float32"),
    ),
    _bad(
        "mixed_bias",
        TypeError,
        "bias has dtype float32 but x has dtype float64: convert one of them",
        dtypes=("float64", "float64", "float32"),
    ),
]


def name(case):
    """Name a case in pytest's reports."""
    return case.name
