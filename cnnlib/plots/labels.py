"""Labels beside what they name, moved apart where they would lie on each other."""

import numpy as np


def spread(places, gap):
    """Return places at least `gap` apart, in the same order, as close to the given ones as can be.

    Labels that collide form a block around the mean of their places: isotonic regression.

    Examples
    --------
    >>> spread([0.0, 1.0, 9.0], 2.0).tolist()
    [-0.5, 1.5, 9.0]
    """
    order = np.argsort(places, kind="stable")
    blocks = []
    for place in np.asarray(places, dtype=float)[order] - gap * np.arange(len(places)):
        blocks.append((place, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (upper, many), (lower, few) = blocks.pop(), blocks.pop()
            blocks.append(((upper * many + lower * few) / (many + few), many + few))
    means = np.repeat([mean for mean, _ in blocks], [count for _, count in blocks])
    result = np.empty(len(places))
    result[order] = means + gap * np.arange(len(places))
    return result
