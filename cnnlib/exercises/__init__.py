"""Checks for exercises that compare an answer with the reference, and say what is wrong.

An answer is always a function. `check` calls it on the named cases of a task, or on cases drawn from a
seed, and compares what it returns with what the task's reference returns: type, shape, dtype and values. If
something differs, it names the case, shows both results, and tells the mistake behind them where the task
knows it::

    from cnnlib.exercises import check

    check("convolution/cross_correlate_row", cross_correlate_row)

The tasks of the book stand in ``cnnlib.exercises.sets``, one module a set. A task of your own is a `Task`,
made of a reference, of cases (`case`) and of the usual mistakes (`Mistake`); `check` takes it in place of a
name.

No result depends on what a notebook has put in the place of NumPy's functions: reference and comparison run
with those of the time at which this package was imported.
"""

from cnnlib.exercises.checking import check, draw
from cnnlib.exercises.errors import WrongAnswer
from cnnlib.exercises.task import Case, Mistake, Task, case

__all__ = ["Case", "Mistake", "Task", "WrongAnswer", "case", "check", "draw"]
