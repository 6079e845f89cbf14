"""Chapter 9: how convolution is computed, and what that costs."""

from cnnlib.exercises.sets import computing_costs, computing_programs, computing_transforms

TASKS = [*computing_costs.TASKS, *computing_programs.TASKS, *computing_transforms.TASKS]
