"""The tasks of the sample."""

from cnnlib.exercises import Mistake, Task, case


def _random(rng):
    return case(float(rng.integers(3, 9)))


TASKS = [
    Task(
        "double",
        reference=lambda x: 2 * x,
        cases={"two": case(2.0), "three": case(3.0)},
        random=_random,
        mistakes=[Mistake("this is the square: 2 and 2 only look alike", lambda x: x**2)],
    ),
    Task("halve", reference=lambda x: x / 2, cases={"three": case(3.0)}, random=_random),
]
