"""Training: ``fit`` a model to data, ``evaluate`` it, stop, go on, and learn what went wrong.

::

    model = lenet5()
    history = fit(model, images, labels, optimizer=SGD(model, lr=0.05, momentum=0.9), epochs=10)
    result = evaluate(model, test_images, test_labels)
    result.accuracy, result.confusion

Data
----
``x`` holds the examples along its first axis, in floating numbers of NumPy or torch; ``y`` as many targets.
Each batch is brought to the library, dtype and device of the model. With whole numbers as targets and one
score a class, accuracy is counted: how often the largest score is that of the right class. Otherwise it is
NaN.

Losses
------
``loss`` is "cross_entropy", "mse", or an object with two methods or functions: ``forward(out, target)``
returns the mean loss of a batch, ``backward(out, target)`` its gradient with respect to ``out``.
:class:`Loss` makes one from two functions.

The same numbers again
----------------------
Nothing is random but by ``rng``, by the layers' own generators and by ``augment``, which gets a generator. A
checkpoint holds all that training depends on, so that a training that was cut and resumed ends with the same
bits as one that was not.
"""

from cnnlib.training.checkpoint import load_checkpoint
from cnnlib.training.divergence import TrainingDiverged
from cnnlib.training.evaluation import Evaluation, evaluate
from cnnlib.training.fitting import fit
from cnnlib.training.history import History
from cnnlib.training.losses import Loss
from cnnlib.training.stopping import EarlyStopping

__all__ = [
    "EarlyStopping",
    "Evaluation",
    "History",
    "Loss",
    "TrainingDiverged",
    "evaluate",
    "fit",
    "load_checkpoint",
]
