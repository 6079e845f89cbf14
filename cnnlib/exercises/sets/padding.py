"""Chapter 5: sizes, padding, stride, dilation, and the transposed convolution."""

from cnnlib.exercises.sets.padding_sizes import TASKS as SIZES
from cnnlib.exercises.sets.padding_spread import TASKS as SPREAD
from cnnlib.exercises.sets.padding_uses import USES
from cnnlib.exercises.sets.padding_windows import TASKS as WINDOWS

TASKS = [*SIZES, *SPREAD, *WINDOWS, USES]
