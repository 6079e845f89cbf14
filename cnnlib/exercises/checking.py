"""`check`: an answer against its task."""

import hashlib

import numpy as np

from cnnlib.exercises.calls import call
from cnnlib.exercises.errors import WrongAnswer
from cnnlib.exercises.forbidden import forbidden
from cnnlib.exercises.genuine import genuine
from cnnlib.exercises.raised import raised, unwritten
from cnnlib.exercises.task import Case, find
from cnnlib.exercises.verdict import Trial, explain


def check(task, answer, *, seed=None, count=10, student=None):
    """Check an answer, and print one line if it is right.

    Parameters
    ----------
    task : str or Task
        ``"set/task"``, or a task of your own.
    answer : callable
        The function that the student wrote.
    seed : int, optional
        Check on ``count`` cases that are drawn from this seed instead of on the task's named ones.
    count : int
        How many cases to draw.
    student : str, optional
        Whose numbers to take, for a task with personal ones.

    Raises
    ------
    WrongAnswer
        If it is not right. The message names the case, shows both results, and tells the mistake.
    ValueError
        If there is no such task; if it has no random cases, but ``seed`` is given; if ``count`` is below 1;
        if its numbers are personal, but ``student`` is not given.

    Examples
    --------
    >>> from cnnlib.exercises import Mistake, Task, case
    >>> task = Task(
    ...     "double",
    ...     reference=lambda x: 2 * x,
    ...     cases={"three": case(3)},
    ...     mistakes=[Mistake("this is the square", lambda x: x**2)],
    ... )
    >>> check(task, lambda x: x + x)
    double: right in its one case.
    >>> check(task, lambda x: x * x)
    Traceback (most recent call last):
    cnnlib.exercises.errors.WrongAnswer: double is wrong for "three":
        x = 3
    expected: 6
    but got:  9
    Hint: this is the square.
    """
    with genuine() as replaced:
        task = find(task) if isinstance(task, str) else task
        if not callable(answer):
            raise WrongAnswer(f"{task.name}: check takes the function itself, not {answer!r}.")
        if task.judge is None:
            asked, cases = _cases(task, seed, count, student)
            wanted = {name: call(task.reference, case) for name, case in cases.items()}
        else:
            _judge(task, answer, np.random.default_rng(seed))
            return
    trials = []
    for name, case in cases.items():
        with forbidden(task.without, answer):
            got = call(answer, asked[name])
        trials.append(Trial(name, asked[name], case, got, wanted[name]))
    with genuine():
        _conclude(task, answer, trials, replaced)


def draw(task, student):
    """Return the numbers of one student for a task, as a dictionary.

    Parameters
    ----------
    task : str or Task
        A task with personal numbers.
    student : str
        A name or number. Capitals and spaces around it do not matter.

    Raises
    ------
    ValueError
        If the task has no personal numbers, or if ``student`` is empty or no text.
    """
    with genuine():
        task = find(task) if isinstance(task, str) else task
        if task.personal is None:
            raise ValueError(f"draw: everybody has the same numbers in {task.name}")
        if not isinstance(student, str) or not student.strip():
            raise ValueError(f"{task.name}: student must be your name or number, as text, but is {student!r}")
        digest = hashlib.sha256(f"{task.name}:{student.strip().casefold()}".encode()).digest()
        return task.personal(np.random.default_rng(int.from_bytes(digest[:8], "big")))


def _cases(task, seed, count, student):
    """Return two dictionaries by the cases' names: what the answer is called with, and what the reference."""
    if task.personal is not None:
        if student is None:
            raise ValueError(f"check: {task.name} has personal numbers; give student=")
        return {"": Case()}, {"": Case(options=draw(task, student))}
    if seed is None:
        return task.cases, task.cases
    if task.random is None:
        raise ValueError(f"check: {task.name} has no random cases; leave out seed")
    if count < 1:
        raise ValueError(f"check: count must be at least 1, but is {count}")
    rng = np.random.default_rng(seed)
    cases = {f"case {i + 1} drawn from the seed {seed}": task.random(rng) for i in range(count)}
    return cases, cases


def _judge(task, answer, rng):
    """Let the task's own judge look at the answer; an error of the answer is told as one of the answer.

    The judge calls the answer when it likes to, so the answer, too, runs with NumPy's own functions.
    """
    try:
        task.judge(answer, rng)
    except WrongAnswer:
        raise
    except (Exception, SystemExit) as error:
        told = f"{task.name} raises {raised(error, answer)}."
        raise WrongAnswer(unwritten(task.name, answer, error) or told) from error
    print(f"{task.name}: right.")


def _conclude(task, answer, trials, replaced):
    """Print that all is right, or raise what is wrong."""
    problem = explain(task, answer, trials)
    note = f"\n(The check used NumPy's own {', '.join(replaced)}.)" if replaced else ""
    if problem:
        raise WrongAnswer(problem + note)
    several = f"all {len(trials)} cases" if len(trials) > 1 else "its one case"
    print(f"{task.name}: right in {several}.{note}")
