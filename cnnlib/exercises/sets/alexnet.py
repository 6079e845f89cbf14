"""Chapter 11: AlexNet's sizes and costs, its tricks, and how it was judged."""

from cnnlib.exercises.sets import alexnet_costs, alexnet_pictures, alexnet_tricks

TASKS = [*alexnet_costs.TASKS, *alexnet_pictures.TASKS, *alexnet_tricks.TASKS]
