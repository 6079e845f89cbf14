"""Chapter 10: the output that compares with drawings."""

import numpy as np

from cnnlib.exercises.task import Mistake, Task, case


def _nearest(features, drawings, limit):
    """Return the squared distances, and the nearest class, or −1 where none is within the limit."""
    distances = ((features[:, None] - drawings) ** 2).sum(axis=2)
    return distances, _choose(distances, limit)


def _choose(distances, limit):
    return np.where(distances.min(axis=1) <= limit, distances.argmin(axis=1), -1)


def _rooted(features, drawings, limit):
    distances = np.sqrt(_nearest(features, drawings, limit)[0])
    return distances, _choose(distances, limit)


def _absolute(features, drawings, limit):
    distances = np.abs(features[:, None] - drawings).sum(axis=2)
    return distances, _choose(distances, limit)


def _averaged(features, drawings, limit):
    distances = ((features[:, None] - drawings) ** 2).mean(axis=2)
    return distances, _choose(distances, limit)


def _farthest(features, drawings, limit):
    distances, _ = _nearest(features, drawings, limit)
    return distances, np.where(distances.min(axis=1) <= limit, distances.argmax(axis=1), -1)


def _never_refusing(features, drawings, limit):
    distances, _ = _nearest(features, drawings, limit)
    return distances, distances.argmin(axis=1)


def _refusing_at_the_limit(features, drawings, limit):
    distances, _ = _nearest(features, drawings, limit)
    return distances, np.where(distances.min(axis=1) < limit, distances.argmin(axis=1), -1)


def _wanting_all_near(features, drawings, limit):
    """Refuse whoever is beyond the limit of any drawing."""
    distances, _ = _nearest(features, drawings, limit)
    return distances, np.where(distances.max(axis=1) <= limit, distances.argmin(axis=1), -1)


def _limit_of_the_root(features, drawings, limit):
    distances, _ = _nearest(features, drawings, limit)
    return distances, _nearest(features, drawings, limit**2)[1]


def _refused_wrongly(features, drawings, limit):
    """Refuse those that are near, and name the others."""
    distances, _ = _nearest(features, drawings, limit)
    return distances, np.where(distances.min(axis=1) <= limit, -1, distances.argmin(axis=1))


def _products(features, drawings, limit):
    products = features @ drawings.T
    return products, np.where(products.max(axis=1) >= limit, products.argmax(axis=1), -1)


def _first_near_enough(features, drawings, limit):
    distances, _ = _nearest(features, drawings, limit)
    near = distances <= limit
    return distances, np.where(near.any(axis=1), near.argmax(axis=1), -1)


def _random_features(rng):
    count, classes, units = rng.integers(3, 8), rng.integers(3, 7), rng.integers(4, 12)
    drawings = rng.choice([-1.0, 1.0], size=(classes, units))
    chosen = drawings[rng.integers(0, classes, size=count)]
    features = chosen + rng.normal(scale=0.8, size=chosen.shape)
    limit = 0.7 * units
    if rng.random() < 0.3:  # one distance is just the limit: 4, whose root is exact, too
        features, limit = np.round(features), 4.0
        features[0] = drawings[0]
        features[0, :4] = 0.0
    return case(features, drawings, float(limit))


_DRAWINGS = np.array([[1.0, 1.0, -1.0, -1.0], [1.0, -1.0, 1.0, -1.0], [-1.0, 1.0, 1.0, 1.0]])
_FEATURES = np.array(
    [[1.0, -0.5, 0.5, -1.0], [0.0, 0.5, 0.0, -0.5], [-1.0, 1.5, 1.0, 0.5], [2.0, 2.0, 2.0, 2.0]]
)

TASKS = [
    Task(
        "nearest_drawing",
        reference=_nearest,
        cases={
            "four pictures, three drawings of four dots": case(_FEATURES, _DRAWINGS, 3.0),
            "one that is exactly a drawing": case(_DRAWINGS[1:2], _DRAWINGS, 0.0),
            "a generous limit": case(_FEATURES, _DRAWINGS, 9.0),
        },
        random=_random_features,
        mistakes=[
            Mistake("these are distances, not squared distances: leave out the root", _rooted),
            Mistake(
                "the differences are to be squared before they are added, not freed of their signs", _absolute
            ),
            Mistake("these are means over the units: the distance is a sum", _averaged),
            Mistake("the farthest drawing is named: the smallest distance wins", _farthest),
            Mistake(
                "nothing is ever refused: −1 where even the nearest is beyond the limit", _never_refusing
            ),
            Mistake(
                "the near ones are refused and the far ones named: it is the other way round",
                _refused_wrongly,
            ),
            Mistake("these are products, not distances: an output compares with a drawing", _products),
            Mistake("the first drawing within the limit is named: name the nearest", _first_near_enough),
            Mistake(
                "a distance that is just the limit is refused: only a larger one should be",
                _refusing_at_the_limit,
            ),
            Mistake(
                "one drawing beyond the limit is enough to refuse: only the nearest one counts",
                _wanting_all_near,
            ),
            Mistake("the limit is one of squared distances: compare without the root", _limit_of_the_root),
        ],
    ),
]
