"""Chapter 10: LeNet-5, from its table of connections to a network that reads."""

from cnnlib.exercises.sets import lenet_counts, lenet_drawings, lenet_layers, lenet_tables, lenet_training

TASKS = [
    *lenet_counts.TASKS,
    *lenet_tables.TASKS,
    *lenet_layers.TASKS,
    *lenet_drawings.TASKS,
    *lenet_training.TASKS,
]
