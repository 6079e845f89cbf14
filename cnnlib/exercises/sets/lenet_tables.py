"""Chapter 10: tables of connections, from their rules."""

import numpy as np

from cnnlib.exercises.task import Mistake, Task, case


def _table(maps, rules):
    """Return which maps each row sees: rule after rule, one map further each time, around the corner."""
    starts = [(offsets, first) for offsets, count in rules for first in range(count)]
    table = np.zeros((len(starts), maps), bool)
    for row, (offsets, first) in zip(table, starts):
        row[(np.array(offsets) + first) % maps] = True
    return table


def _table_turned(maps, rules):
    return _table(maps, rules).T


def _table_of_numbers(maps, rules):
    return _table(maps, rules).astype(int)


def _not_around(maps, rules):
    """Leave out what lies beyond the last map."""
    wide = _table(maps + 64, rules)
    return wide[:, :maps]


def _clipped(maps, rules):
    """Take the last map in place of all that lie beyond it."""
    table = _not_around(maps, rules)
    table[:, -1] |= _table(maps + 64, rules)[:, maps:].any(axis=1)
    return table


def _backwards(maps, rules):
    starts = [(offsets, first) for offsets, count in rules for first in range(count)]
    table = np.zeros((len(starts), maps), bool)
    for row, (offsets, first) in zip(table, starts):
        row[(np.array(offsets) - first) % maps] = True
    return table


def _standing_still(maps, rules):
    return np.concatenate(
        [np.repeat(_table(maps, [(offsets, 1)]), count, axis=0) for offsets, count in rules]
    )


def _going_on(maps, rules):
    """Begin each rule where the one before has ended, instead of at map 0."""
    begins = np.cumsum([0, *(count for _, count in rules)])[:-1]
    return np.concatenate([np.roll(_table(maps, [rule]), n, axis=1) for rule, n in zip(rules, begins)])


def _random_rules(rng):
    maps = int(rng.integers(4, 9))
    rules = []
    for _ in range(rng.integers(1, 4)):
        offsets = np.sort(rng.choice(maps, size=rng.integers(1, maps), replace=False))
        rules.append((tuple(int(n) for n in offsets), int(rng.integers(1, maps + 1))))
    return case(maps, rules)


_C3 = [((0, 1, 2), 6), ((0, 1, 2, 3), 6), ((0, 1, 3, 4), 3), ((0, 1, 2, 3, 4, 5), 1)]

TASKS = [
    Task(
        "connection_table",
        reference=_table,
        cases={
            "four maps, one rule": case(4, [((0, 1), 4)]),
            "pairs with a gap, then three of five": case(5, [((0, 2), 3), ((0, 1, 3), 4)]),
            "C3 of LeNet-5": case(6, _C3),
            "three maps, then all": case(3, [((0,), 3), ((0, 1, 2), 1)]),
        },
        random=_random_rules,
        mistakes=[
            Mistake(
                "the table is turned: a row for each map of the layer, a column for each map that it reads",
                _table_turned,
            ),
            Mistake("the table holds True and False, not numbers", _table_of_numbers),
            Mistake("the neighbors beyond the last map are left out: count around the corner", _not_around),
            Mistake(
                "the neighbors beyond the last map are not the last map: count around the corner", _clipped
            ),
            Mistake("the maps move backwards: each next row begins one map further on", _backwards),
            Mistake("all rows of a rule are alike: each next row begins one map further on", _standing_still),
            Mistake(
                "a new rule begins with its own maps again, and does not go on from the last one", _going_on
            ),
        ],
        without=("cnnlib.models.c3_connections", "cnnlib.models.lenet.c3_connections"),
    ),
]
