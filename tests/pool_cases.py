"""Named cases of the poolings, as data: every engine, the browser's included, computes the same ones."""

from dataclasses import dataclass, field
from itertools import product

import numpy as np

POOLINGS = ("max_pool2d", "avg_pool2d", "lp_pool2d")


@dataclass(frozen=True)
class PoolCase:
    """Shape, window and options of one valid call; ``marked`` maps places in the input to values."""

    name: str
    x: tuple = (2, 2, 7, 6)
    kernel_size: int | tuple = 2
    options: dict = field(default_factory=dict)
    marked: dict = field(default_factory=dict)

    def array(self, dtype="float64"):
        """Return x, the same numbers each time: halves from -2 to 2, so that many windows hold ties."""
        rng = np.random.default_rng(len(self.name))
        x = rng.integers(-4, 5, self.x).astype(dtype) / 2
        for place, value in self.marked.items():
            x[place] = value
        return x


@dataclass(frozen=True)
class BadPoolCase:
    """One call that must be refused; ``{op}`` in the message stands for the function."""

    name: str
    error: type
    message: str
    x: tuple = (2, 3, 7, 6)
    dtype: str = "float64"
    kernel_size: object = 2
    options: dict = field(default_factory=dict)
    poolings: tuple = POOLINGS


KERNELS = {"two": 2, "three": 3, "three_by_two": (3, 2)}
STRIDES = {"": None, "stride1": 1, "stride3x2": (3, 2)}
PADDINGS = {"": 0, "pad1": 1, "pad0x1": (0, 1)}
DILATIONS = {"dilation2": 2, "dilation1x3": (1, 3)}
CEILINGS = {"": False, "ceil": True}
NAN, INFINITY = float("nan"), float("inf")


def _swept(dilations, **shape):
    for kernel, stride, padding, ceil, dilation in product(KERNELS, STRIDES, PADDINGS, CEILINGS, dilations):
        name = "-".join(part for part in (kernel, stride, padding, ceil, dilation) if part)
        options = {"stride": STRIDES[stride], "padding": PADDINGS[padding], "ceil_mode": CEILINGS[ceil]}
        if dilation:
            options["dilation"] = DILATIONS[dilation]
        yield PoolCase(name, kernel_size=KERNELS[kernel], options=options, **shape)


CASES = [
    *_swept([""]),
    PoolCase("all_equal", kernel_size=3, options={"stride": 1, "padding": 1}, marked={...: 1.5}),
    PoolCase("signed_zeros", marked={...: 0.0, (0, 0, 0, 0): -0.0}),
    PoolCase("row", x=(1, 1, 1, 9), kernel_size=(1, 4), options={"stride": (1, 2), "padding": (0, 2)}),
    PoolCase("column", x=(1, 1, 9, 1), kernel_size=(4, 1), options={"stride": (3, 1), "ceil_mode": True}),
    PoolCase("one_window", x=(3, 2, 5, 4), kernel_size=(5, 4)),
    PoolCase("one_pixel", x=(1, 1, 1, 1), kernel_size=1),
    PoolCase("stride_beyond_kernel", options={"stride": (5, 4)}),
    PoolCase("stride_beyond_input", options={"stride": (10**9, 2)}),
    PoolCase("ceil_drops_a_window", x=(1, 1, 5, 5), options={"stride": 4, "padding": 1, "ceil_mode": True}),
    PoolCase("kernel_beyond_input", x=(1, 2, 2, 3), kernel_size=3, options={"stride": 2, "ceil_mode": True}),
    PoolCase("many_taps", x=(1, 1, 20, 19), kernel_size=17, options={"stride": 2, "padding": 8}),
    PoolCase("empty_batch", x=(0, 2, 7, 6), options={"stride": 1}),
    PoolCase("nan", marked={(1, 1, 3, 2): NAN}, kernel_size=3, options={"stride": 1, "padding": 1}),
    PoolCase(
        "several_nan",
        kernel_size=(3, 2),
        options={"stride": 1, "padding": 1, "ceil_mode": True},
        marked={(0, 0, (2, 2, 3, 3), (1, 2, 1, 2)): NAN, (0, 0, 3, 4): INFINITY, (1, 0, 0, 0): NAN},
    ),
    PoolCase("all_nan", marked={...: NAN}),
    PoolCase("infinity", marked={(0, 1, 2, 2): INFINITY, (0, 1, 3, 4): -INFINITY}, options={"stride": 1}),
    PoolCase(
        "minus_infinity", kernel_size=3, options={"stride": 1, "padding": 1}, marked={(0, 0): -INFINITY}
    ),
    PoolCase("opposite_infinities", marked={(0, 0, 0, 0): INFINITY, (0, 0, 1, 1): -INFINITY}),
]
DILATED = [
    *_swept(DILATIONS, x=(1, 2, 8, 9)),
    PoolCase(
        "dilated_minus_infinity",
        kernel_size=3,
        options={"stride": 1, "padding": 1, "dilation": (3, 2)},
        marked={(0, 0): -INFINITY, (1, 1, 2): NAN},
    ),
    PoolCase("dilated_beyond_input", x=(1, 1, 3, 4), options={"dilation": 3, "stride": 2, "ceil_mode": True}),
]

PAIR = "must be a whole number or a (height, width) pair of them, but is"
CONVERT = "(expected float32 or float64): convert it first, with x.astype('float32') in NumPy or x.float() in"
PADDED = ("max_pool2d", "avg_pool2d")


def _bad(name, error, message, **fields):
    return BadPoolCase(name, error, f"{{op}}: {message}", **fields)


BAD_CASES = [
    _bad(
        "x_rank",
        ValueError,
        "x must have 4 axes (batch, channels, height, width), but has shape (3, 7, 6)",
        x=(3, 7, 6),
    ),
    _bad("no_channels", ValueError, "x has shape (2, 0, 7, 6): only the batch may be empty", x=(2, 0, 7, 6)),
    _bad("integers", TypeError, f"x has dtype int64 {CONVERT} PyTorch", dtype="int64"),
    _bad("kernel_zero", ValueError, "kernel_size must be at least 1, but is (2, 0)", kernel_size=(2, 0)),
    _bad("kernel_fraction", TypeError, f"kernel_size {PAIR} 2.5", kernel_size=2.5),
    _bad("kernel_none", TypeError, f"kernel_size {PAIR} None", kernel_size=None),
    _bad("kernel_bool", TypeError, f"kernel_size {PAIR} True", kernel_size=True),
    _bad("stride_zero", ValueError, "stride must be at least 1, but is 0", options={"stride": 0}),
    _bad("stride_fraction", TypeError, f"stride {PAIR} (1, 1.5)", options={"stride": (1, 1.5)}),
    _bad("ceil_number", TypeError, "ceil_mode must be True or False, but is 1", options={"ceil_mode": 1}),
    _bad(
        "ceil_word",
        TypeError,
        "ceil_mode must be True or False, but is 'yes'",
        options={"ceil_mode": "yes"},
    ),
    _bad(
        "kernel_too_high",
        ValueError,
        "kernel of height 8 with dilation 1 spans 8, more than the padded input height 7 (7 + 0 + 0)",
        kernel_size=(8, 2),
    ),
    _bad(
        "kernel_too_wide_for_ceil",
        ValueError,
        "kernel of width 8 with dilation 1 spans 8, more than the padded input width 6 (6 + 0 + 0), "
        "and the 1 beyond it that ceil_mode and stride 2 allow",
        kernel_size=(2, 8),
        options={"stride": 2, "ceil_mode": True},
    ),
    _bad(
        "padding_beyond_half",
        ValueError,
        "padding must be at most half the kernel size, (1, 2), but is (2, 1)",
        kernel_size=(3, 4),
        options={"padding": (2, 1)},
        poolings=PADDED,
    ),
    _bad(
        "padding_of_one_pixel",
        ValueError,
        "padding must be at most half the kernel size, (0, 0), but is 1",
        kernel_size=1,
        options={"padding": 1},
        poolings=PADDED,
    ),
    _bad(
        "padding_negative",
        ValueError,
        "padding must be at least 0, but is -1",
        options={"padding": -1},
        poolings=PADDED,
    ),
    _bad("padding_word", TypeError, f"padding {PAIR} 'same'", options={"padding": "same"}, poolings=PADDED),
    _bad(
        "padding_of_sides",
        TypeError,
        f"padding {PAIR} ((0, 1), (0, 1))",
        options={"padding": ((0, 1), (0, 1))},
        poolings=PADDED,
    ),
    _bad(
        "dilation_zero",
        ValueError,
        "dilation must be at least 1, but is (0, 1)",
        options={"dilation": (0, 1)},
        poolings=("max_pool2d",),
    ),
    _bad(
        "dilation_too_wide",
        ValueError,
        "kernel of width 3 with dilation 4 spans 9, more than the padded input width 8 (6 + 1 + 1)",
        kernel_size=3,
        options={"dilation": (1, 4), "padding": 1},
        poolings=("max_pool2d",),
    ),
    _bad(
        "window_of_padding",
        ValueError,
        "dilation 4 steps over the whole input height 3: a window would hold padding alone",
        x=(1, 1, 3, 6),
        kernel_size=2,
        options={"dilation": (4, 1), "padding": 1},
        poolings=("max_pool2d",),
    ),
    _bad(
        "divisor_zero",
        ValueError,
        "divisor_override must not be 0",
        options={"divisor_override": 0},
        poolings=("avg_pool2d",),
    ),
    _bad(
        "divisor_fraction",
        TypeError,
        "divisor_override must be None or a whole number, but is 1.5",
        options={"divisor_override": 1.5},
        poolings=("avg_pool2d",),
    ),
    _bad(
        "count_number",
        TypeError,
        "count_include_pad must be True or False, but is 0",
        options={"count_include_pad": 0},
        poolings=("avg_pool2d",),
    ),
]
NORM_RANGE = "(max_pool2d is the limit of large norms)"
BAD_NORMS = {
    0: (ValueError, f"norm_type must be positive and finite, but is 0 {NORM_RANGE}"),
    -2: (ValueError, f"norm_type must be positive and finite, but is -2 {NORM_RANGE}"),
    INFINITY: (ValueError, f"norm_type must be positive and finite, but is inf {NORM_RANGE}"),
    "2": (TypeError, "norm_type must be a number, but is '2'"),
    None: (TypeError, "norm_type must be a number, but is None"),
    True: (TypeError, "norm_type must be a number, but is True"),
}


def name(case):
    """Name a case in pytest's reports."""
    return case.name
