"""Chapter 10: LeNet-5, from its table of connections to a network that reads."""

from cnnlib.exercises.sets import lenet_counts, lenet_layers, lenet_training

TASKS = [*lenet_counts.TASKS, *lenet_layers.TASKS, *lenet_training.TASKS]
