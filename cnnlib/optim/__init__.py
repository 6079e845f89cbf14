"""Optimizers, which change a model's parameters along its gradients, and schedules of the learning rate.

An optimizer is made for a model, and reads its ``parameters`` and ``gradients`` at each step: dicts of arrays
by name. The parameters are changed in place, in NumPy and in torch alike, with the numbers that PyTorch's
optimizer of the same name gives::

    optimizer = SGD(model, lr=0.1, momentum=0.9)
    scores = model(x)
    model.backward(cross_entropy_backward(1.0, scores, target))
    optimizer.step()

A schedule is a function of time: called with the number of epochs trained so far, whole or not, it returns
the learning rate. It remembers nothing, and any function of one number will do.
"""

from cnnlib.optim.adam import Adam
from cnnlib.optim.optimizer import Optimizer
from cnnlib.optim.schedules import CosineSchedule, OneCycleSchedule, StepSchedule
from cnnlib.optim.sgd import SGD

__all__ = ["SGD", "Adam", "CosineSchedule", "OneCycleSchedule", "Optimizer", "StepSchedule"]
