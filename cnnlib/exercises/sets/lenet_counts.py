"""Chapter 10: a confusion matrix, and the parameters and connections of a LeNet."""

import numpy as np

from cnnlib.exercises.items import first_wrong
from cnnlib.exercises.task import Mistake, Task, case


def _confusion(targets, predictions, classes):
    """Return the confusion matrix, a row for each true class, and the share of errors."""
    cells = np.bincount(targets * classes + predictions, minlength=classes**2)
    return cells.reshape(classes, classes), float(np.mean(targets != predictions))


def _confusion_turned(targets, predictions, classes):
    matrix, errors = _confusion(targets, predictions, classes)
    return matrix.T, errors


def _accuracy(targets, predictions, classes):
    matrix, errors = _confusion(targets, predictions, classes)
    return matrix, 1 - errors


def _percent(targets, predictions, classes):
    matrix, errors = _confusion(targets, predictions, classes)
    return matrix, 100 * errors


def _counted_once(targets, predictions, classes):
    matrix, errors = _confusion(targets, predictions, classes)
    return np.minimum(matrix, 1), errors


def _shares_of_rows(targets, predictions, classes):
    matrix, errors = _confusion(targets, predictions, classes)
    return matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1), errors


def _floats(targets, predictions, classes):
    matrix, errors = _confusion(targets, predictions, classes)
    return matrix.astype(float), errors


def _classes_that_occur(targets, predictions, classes):
    return _confusion(targets, predictions, int(max(targets.max(), predictions.max())) + 1)


def _counts_of_errors(targets, predictions, classes):
    matrix, _ = _confusion(targets, predictions, classes)
    return matrix, int(np.sum(targets != predictions))


def _random_answers(rng):
    classes, count, absent = int(rng.integers(3, 9)), int(rng.integers(5, 40)), int(rng.integers(2))
    return case(*rng.integers(0, classes - absent, size=(2, count)), classes)


def _draw_network(rng):
    """Draw a LeNet whose maps fit: two convolutions and two subsamplings with nothing left over."""
    kernel = int(rng.choice([3, 5]))
    side = int(rng.integers(2, 5))
    c1, c3 = int(rng.integers(4, 9)), int(rng.integers(10, 21))
    return {
        "input": 2 * (2 * side + kernel - 1) + kernel - 1,
        "kernel": kernel,
        "c1": c1,
        "c3": c3,
        "table": int(rng.integers(2 * c3, c1 * c3 - c3 // 2)),
        "c5": int(rng.integers(60, 130)),
        "f6": int(rng.integers(30, 90)),
    }


def _sides(numbers):
    """Return the sides of the maps of C1, S2, C3 and S4."""
    c1 = numbers["input"] - numbers["kernel"] + 1
    c3 = c1 // 2 - numbers["kernel"] + 1
    return c1, c1 // 2, c3, c3 // 2


def _network(*, bias=1, table=None, subsampled=2, fields=5, c3_biases=None, **numbers):
    """Return parameters and connections of each layer; the options spoil some of them."""
    k, c1, c3, c5, f6 = (numbers[name] for name in ("kernel", "c1", "c3", "c5", "f6"))
    sides = _sides(numbers)
    in_c1 = c1 * (k * k + bias)
    in_c3 = table * k * k + bias * (c3 if c3_biases is None else c3_biases)
    in_c5, in_f6 = c5 * (c3 * sides[3] ** 2 + bias), f6 * (c5 + bias)
    return {
        "c1": (in_c1, in_c1 * sides[0] ** 2),
        "s2": (subsampled * c1, fields * c1 * sides[1] ** 2),
        "c3": (in_c3, in_c3 * sides[2] ** 2),
        "s4": (subsampled * c3, fields * c3 * sides[3] ** 2),
        "c5": (in_c5, in_c5),
        "f6": (in_f6, in_f6),
    }


def _no_biases(**numbers):
    return _network(**numbers, bias=0)


def _all_to_all(**numbers):
    return _network(**numbers | {"table": numbers["c1"] * numbers["c3"]})


def _a_bias_a_kernel(**numbers):
    return _network(**numbers, c3_biases=numbers["table"])


def _four_coefficients(**numbers):
    return _network(**numbers, subsampled=5)


def _two_a_unit(**numbers):
    return _network(**numbers, fields=2)


def _at_the_input(**numbers):
    """Multiply the parameters of C1 and C3 by the places of what they read."""
    layers, sides = _network(**numbers), _sides(numbers)
    read = {"c1": numbers["input"], "c3": sides[1]}
    return layers | {name: (layers[name][0], layers[name][0] * side**2) for name, side in read.items()}


def _one_pixel_a_map(**numbers):
    layers = _network(**numbers)
    count = numbers["c5"] * (numbers["c3"] + 1)
    return layers | {"c5": (count, count)}


def _nothing_to_learn(**numbers):
    """Leave the subsamplings without parameters, as average pooling is."""
    return _network(**numbers, subsampled=0)


def _published(**numbers):
    return {
        "c1": (156, 122_304),
        "s2": (12, 5_880),
        "c3": (1_516, 151_600),
        "s4": (32, 2_000),
        "c5": (48_120, 48_120),
        "f6": (10_164, 10_164),
    }


def _connections_first(**numbers):
    return {name: pair[::-1] for name, pair in _network(**numbers).items()}


def _at_every_pixel(**numbers):
    """Multiply the fields of the subsamplings by the places of what they read."""
    layers = _network(**numbers)
    return layers | {name: (layers[name][0], 4 * layers[name][1]) for name in ("s2", "s4")}


_NETWORK_MISTAKES = [
    Mistake(hint, when=first_wrong(function))
    for hint, function in (
        ("these are the published network's numbers: yours is another", _published),
        ("the biases are missing: a bias is a parameter, and a connection wherever it is added", _no_biases),
        ("C3 does not see everything: its kernels are as many as the table keeps", _all_to_all),
        ("a bias belongs to a map of C3, not to each of its kernels", _a_bias_a_kernel),
        ("the four inputs of a subsampling unit share one coefficient", _four_coefficients),
        ("a subsampling learns: each of its maps has a coefficient and a bias", _nothing_to_learn),
        (
            "a subsampling unit has five connections: four inputs, which share a coefficient, and a bias",
            _two_a_unit,
        ),
        ("the windows of a subsampling stand side by side: its maps have half the side", _at_every_pixel),
        (
            "a connection is counted at every place of the layer's own maps, not of the larger ones it reads",
            _at_the_input,
        ),
        ("a unit of C5 sees every pixel of all maps of S4", _one_pixel_a_map),
        ("the pairs are turned round: parameters come first, then connections", _connections_first),
    )
]


TASKS = [
    Task(
        "confusion_and_errors",
        reference=_confusion,
        cases={
            "three classes, six pictures": case(
                np.array([0, 1, 2, 2, 1, 2]), np.array([0, 2, 2, 2, 1, 1]), 3
            ),
            "no mistake": case(np.array([1, 0, 1, 1]), np.array([1, 0, 1, 1]), 2),
            "a class that does not occur": case(np.array([0, 2, 1, 2, 0]), np.array([1, 2, 1, 0, 1]), 4),
        },
        random=_random_answers,
        mistakes=[
            Mistake(
                "rows and columns are exchanged: a row is the class of the picture, a column what was read",
                _confusion_turned,
            ),
            Mistake("this is the accuracy, the share that is right: the errors are the others", _accuracy),
            Mistake("the share of errors lies between 0 and 1, and is no percentage", _percent),
            Mistake("every pair is counted once at most, however often it occurs", _counted_once),
            Mistake("the matrix holds counts, not shares of its rows", _shares_of_rows),
            Mistake(
                "the counts are floats: an array of zeros holds whole numbers only if you ask for them",
                _floats,
            ),
            Mistake(
                "the matrix has as many rows as there are classes, those that do not occur included",
                _classes_that_occur,
            ),
            Mistake("this is the number of errors: divide it by the number of pictures", _counts_of_errors),
        ],
    ),
    Task(
        "my_lenet",
        reference=_network,
        personal=_draw_network,
        mistakes=_NETWORK_MISTAKES,
    ),
]
