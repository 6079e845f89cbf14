"""What an exercise asks: a reference, the cases to compare on, and the mistakes that people make."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec

_SETS = "cnnlib.exercises.sets"


@dataclass(frozen=True)
class Case:
    """The arguments of one call; `case` makes it."""

    arguments: tuple = ()
    options: Mapping = field(default_factory=dict)


def case(*arguments, **options):
    """Return the arguments of one call, as they would be written in it.

    Examples
    --------
    >>> case([1, 2, 3], 2, stride=2)
    Case(arguments=([1, 2, 3], 2), options={'stride': 2})
    """
    return Case(arguments, options)


@dataclass(frozen=True)
class Mistake:
    """A usual mistake, with the hint for those who made it.

    Parameters
    ----------
    hint : str
        What is wrong, in words that lead on: "the kernel is flipped: this is the true convolution".
    function : callable, optional
        The mistake itself. The hint is told if the answer returns what ``function`` does, in every case.
    when : callable, optional
        Instead: ``when(got, want, *arguments, **options)``. The hint is told if it is true of every wrong
        case.

    Raises
    ------
    TypeError
        Unless there is either ``function`` or ``when``.
    """

    hint: str
    function: Callable | None = None
    when: Callable | None = None

    def __post_init__(self):
        if (self.function is None) == (self.when is None):
            raise TypeError(f"Mistake {self.hint!r}: give either function or when")


@dataclass(frozen=True)
class Task:
    """What one exercise asks.

    Parameters
    ----------
    name : str
        The name of the function that a student writes.
    reference : callable, optional
        A right answer. Where it raises, an answer has to raise an error of the same type.
    cases : mapping of str to Case
        The named cases of the visible check.
    random : callable, optional
        ``random(rng)`` → Case: a case drawn with a `numpy.random.Generator`.
    mistakes : sequence of Mistake
        The first that explains the results is told.
    without : sequence of str
        Functions that an answer may not call, by their dotted names: ``"numpy.convolve"``.
    personal : callable, optional
        ``personal(rng)`` → dict: numbers of one's own. The answer is then called without arguments, and the
        reference and the mistakes with these numbers.
    judge : callable, optional
        In place of a reference: ``judge(answer, rng)`` raises `WrongAnswer` if it is not content.
    rtol, atol : float
        Two numbers are equal if they differ by no more than ``atol + rtol * abs(expected)``.

    Raises
    ------
    TypeError
        Unless there is either a reference, with cases or personal numbers, or a judge.
    """

    name: str
    reference: Callable | None = None
    cases: Mapping[str, Case] = field(default_factory=dict)
    random: Callable | None = None
    mistakes: Sequence[Mistake] = ()
    without: Sequence[str] = ()
    personal: Callable | None = None
    judge: Callable | None = None
    rtol: float = 1e-7
    atol: float = 1e-9

    def __post_init__(self):
        if (self.reference is None) == (self.judge is None):
            raise TypeError(f"Task {self.name!r}: give either reference or judge")
        if self.reference and not self.cases and not self.personal:
            raise TypeError(f"Task {self.name!r}: a reference needs cases, or personal numbers")


def find(name):
    """Return the task called ``name``, as in ``"convolution/cross_correlate_row"``.

    Raises
    ------
    ValueError
        If there is no such set, or no such task in it; the message lists those that there are.
    """
    folder, _, own = name.partition("/")
    if not folder.isidentifier() or find_spec(f"{_SETS}.{folder}") is None:
        raise ValueError(f"check: there is no set {folder!r} of exercises (a task is named as in 'set/task')")
    tasks = {task.name: task for task in import_module(f"{_SETS}.{folder}").TASKS}
    if own not in tasks:
        raise ValueError(f"check: the set {folder!r} has no task {own!r}; it has {', '.join(tasks)}")
    return tasks[own]
