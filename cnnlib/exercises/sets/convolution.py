"""Chapter 2: convolution and cross-correlation, in one dimension and in two."""

from cnnlib.exercises.sets import convolution_planes, convolution_rows

TASKS = [*convolution_rows.TASKS, *convolution_planes.TASKS]
