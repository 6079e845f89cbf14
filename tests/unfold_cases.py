"""Named cases of unfold and fold, as data: every engine computes the same ones."""

from dataclasses import dataclass, field
from itertools import product

import numpy as np

from tests.cases import CONVERT, DILATIONS, PADDINGS, PLANE_FORMS, STRIDES


@dataclass(frozen=True)
class UnfoldCase:
    """The images' shape, the window and the options of one valid call of ``unfold`` or ``fold``."""

    name: str
    x: tuple = (2, 3, 7, 6)
    kernel_size: int | tuple = (3, 2)
    options: dict = field(default_factory=dict)

    def array(self, dtype="float64", shape=None):
        """Return an array of the images' shape or of another one, the same numbers each time."""
        shape = self.x if shape is None else shape
        return np.random.default_rng(len(self.name)).standard_normal(shape).astype(dtype)


@dataclass(frozen=True)
class BadUnfoldCase:
    """One call that must be refused; ``{op}`` and ``{x}`` in the message stand for function and argument.

    Without a ``shape``, images are (2, 3, 7, 6) and columns (2, 18, 25), those of a kernel of 3 x 2.
    """

    name: str
    error: type
    message: str
    shape: tuple | None = None
    dtype: str = "float64"
    output_size: object = (7, 6)
    kernel_size: object = (3, 2)
    options: dict = field(default_factory=dict)

    def images(self):
        """Return images of ones."""
        return np.ones(self.shape or (2, 3, 7, 6), self.dtype)

    def columns(self):
        """Return columns of ones."""
        return np.ones(self.shape or (2, 18, 25), self.dtype)

    def words(self, op, argument):
        """Return the message for one of the functions."""
        return self.message.replace("{op}", op).replace("{x}", argument)


def _swept():
    for stride, padding, dilation in product(STRIDES, PADDINGS, DILATIONS):
        if padding == "same" and stride != "stride1":
            continue
        name = "-".join(part for part in (stride, padding, dilation) if part)
        options = {"stride": STRIDES[stride], "padding": PADDINGS[padding], "dilation": DILATIONS[dilation]}
        yield UnfoldCase(name, options=options)


CASES = [
    *_swept(),
    UnfoldCase("one_by_one", kernel_size=1),
    UnfoldCase("one_by_one-stride2", kernel_size=1, options={"stride": 2}),
    UnfoldCase("row", x=(1, 1, 1, 9), kernel_size=(1, 4), options={"padding": (0, 2)}),
    UnfoldCase("column", x=(1, 2, 9, 1), kernel_size=(4, 1), options={"stride": (2, 1)}),
    UnfoldCase("one_window", x=(3, 2, 5, 4), kernel_size=(5, 4)),
    UnfoldCase("one_pixel", x=(1, 1, 1, 1), kernel_size=1),
    UnfoldCase("stride_beyond_kernel", options={"stride": (5, 4)}),
    UnfoldCase("stride_beyond_input", options={"stride": (10**9, 2)}),
    UnfoldCase("rest_dropped", x=(1, 1, 7, 8), kernel_size=3, options={"stride": 3}),
    UnfoldCase("padding_beyond_kernel", x=(1, 2, 3, 3), kernel_size=2, options={"padding": 4}),
    UnfoldCase("even-same", kernel_size=4, options={"padding": "same"}),
    UnfoldCase("empty_batch", x=(0, 3, 7, 6), options={"padding": 1}),
]

NUMBER = "must be a whole number or a (height, width) pair of them, but is"
SHARED = [
    BadUnfoldCase(
        "kernel_zero", ValueError, "{op}: kernel_size must be at least 1, but is (2, 0)", kernel_size=(2, 0)
    ),
    BadUnfoldCase("kernel_none", TypeError, f"{{op}}: kernel_size {NUMBER} None", kernel_size=None),
    BadUnfoldCase(
        "kernel_three", TypeError, f"{{op}}: kernel_size {NUMBER} (1, 2, 3)", kernel_size=(1, 2, 3)
    ),
    BadUnfoldCase(
        "stride_zero", ValueError, "{op}: stride must be at least 1, but is 0", options={"stride": 0}
    ),
    BadUnfoldCase("stride_none", TypeError, f"{{op}}: stride {NUMBER} None", options={"stride": None}),
    BadUnfoldCase(
        "dilation_fraction", TypeError, f"{{op}}: dilation {NUMBER} 1.5", options={"dilation": 1.5}
    ),
    BadUnfoldCase(
        "padding_negative", ValueError, "{op}: padding must be at least 0, but is -1", options={"padding": -1}
    ),
    BadUnfoldCase(
        "padding_word", ValueError, f"{{op}}: {PLANE_FORMS}, but is 'reflect'", options={"padding": "reflect"}
    ),
    BadUnfoldCase(
        "same_with_stride",
        ValueError,
        '{op}: padding="same" needs stride 1, but stride is (2, 2): '
        "pass padding=((1, 1), (0, 1)) for an output of ceil(input / stride)",
        options={"padding": "same", "stride": 2},
    ),
    BadUnfoldCase(
        "kernel_too_wide",
        ValueError,
        "{op}: kernel of width 8 with dilation 1 spans 8, more than the padded input width 6 (6 + 0 + 0)",
        kernel_size=(3, 8),
    ),
    BadUnfoldCase(
        "integers",
        TypeError,
        f"{{op}}: {{x}} has dtype int64 {CONVERT} {{x}}.astype('float32') in NumPy or "
        "{x}.float() in PyTorch",
        dtype="int64",
    ),
]
BAD_IMAGES = [
    *SHARED,
    BadUnfoldCase(
        "rank",
        ValueError,
        "{op}: {x} must have 4 axes (batch, channels, height, width), but has shape (3, 7, 6)",
        shape=(3, 7, 6),
    ),
    BadUnfoldCase(
        "no_channels",
        ValueError,
        "{op}: {x} has shape (2, 0, 7, 6): only the batch may be empty",
        shape=(2, 0, 7, 6),
    ),
]
BAD_COLUMNS = [
    *SHARED,
    BadUnfoldCase(
        "rank",
        ValueError,
        "{op}: columns must have 3 axes (batch, channels * kernel_height * kernel_width, windows), "
        "but has shape (18, 25)",
        shape=(18, 25),
    ),
    BadUnfoldCase(
        "no_rows",
        ValueError,
        "{op}: columns has shape (2, 0, 25): only the batch may be empty",
        shape=(2, 0, 25),
    ),
    BadUnfoldCase(
        "rows",
        ValueError,
        "{op}: columns has 20 rows, but a kernel of 3 x 2 needs a multiple of 6, "
        "channels * kernel_height * kernel_width",
        shape=(2, 20, 25),
    ),
    BadUnfoldCase(
        "windows",
        ValueError,
        "{op}: columns has 24 columns, but output_size (7, 6) has 25 windows "
        "(5 x 5; expected columns.shape[2] == 25)",
        shape=(2, 18, 24),
    ),
    BadUnfoldCase(
        "windows_of_a_stride",
        ValueError,
        "{op}: columns has 25 columns, but output_size (7, 6) has 12 windows "
        "(4 x 3; expected columns.shape[2] == 12)",
        options={"stride": 2, "padding": ((1, 1), (0, 1))},
    ),
    BadUnfoldCase(
        "output_size_zero",
        ValueError,
        "{op}: output_size must be at least 1, but is (7, 0)",
        output_size=(7, 0),
    ),
    BadUnfoldCase(
        "output_size_shape", TypeError, f"{{op}}: output_size {NUMBER} (2, 3, 7, 6)", output_size=(2, 3, 7, 6)
    ),
]


def name(case):
    """Name a case in pytest's reports."""
    return case.name
