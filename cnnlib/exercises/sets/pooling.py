"""Chapter 6: pooling, what it keeps under a shift, and what stands in its place."""

from cnnlib.exercises.sets.pooling_averages import TASKS as AVERAGES
from cnnlib.exercises.sets.pooling_detectors import TASKS as DETECTORS
from cnnlib.exercises.sets.pooling_shifts import TASKS as SHIFTS
from cnnlib.exercises.sets.pooling_sizes import TASKS as SIZES
from cnnlib.exercises.sets.pooling_windows import TASKS as WINDOWS

TASKS = [*SIZES, *WINDOWS, *AVERAGES, *SHIFTS, *DETECTORS]
