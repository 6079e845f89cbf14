"""The proof that the checks of a set find what they are there to find."""

import io
import warnings
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field

from cnnlib.exercises import WrongAnswer
from tools.exercises.answers import blanked

BLANKS = ("raise NotImplementedError", "return None")


@dataclass
class Proof:
    """What came of running a set's checks on its solutions, on blanks and on wrong answers.

    ``problems`` says what does not hold, one line each. ``seen`` and ``hidden`` list the wrong answers, as
    ``exercise: mistake``, that a visible check explains, and those that only a hidden one does.
    """

    problems: list = field(default_factory=list)
    seen: list = field(default_factory=list)
    hidden: list = field(default_factory=list)


def prove(exercise_set):
    """Run the checks of a set, all in one namespace as in a notebook, and return the `Proof`.

    Every solution passes all its checks. With the solution's body replaced by ``raise NotImplementedError``
    or by ``return None``, and all others in place, every one of its checks fails and names the function. Each
    wrong answer fails, and at least one check says what is wrong in the words of ``says``.
    """
    proof = Proof()
    with redirect_stdout(io.StringIO()):
        workshop = _Workshop(exercise_set)
        for exercise in exercise_set.exercises:
            if not exercise.in_words:
                _prove_solution(proof, workshop, exercise)
                _prove_blanks(proof, workshop, exercise)
                _prove_wrong(proof, workshop, exercise)
    return proof


class _Workshop:
    """The names of a notebook in which every answer is the solution."""

    def __init__(self, exercise_set):
        self.path = exercise_set.path
        self.names = {"__name__": "__main__"}
        for cell in exercise_set.cells:
            if cell.kind == "code" and cell.role in ("", "student", "solution"):
                self.run(cell)

    def run(self, cell, source=None):
        """Run a cell, or another source in its place."""
        exec(compile(source or cell.source, f"{self.path}:{cell.line}", "exec"), self.names)  # noqa: S102

    @contextmanager
    def answering(self, cell, source=None):
        """Let an answer stand in the solution's place; as in a student's kernel, warnings end nothing."""
        before = dict(self.names)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                self.run(cell, source)
                yield
            finally:
                self.names.clear()
                self.names.update(before)

    def verdict(self, check):
        """Return what a check says: nothing of a right answer; an error of another kind is told as such."""
        try:
            self.run(check)
        except WrongAnswer as wrong:
            return str(wrong)
        except Exception as error:
            raise _CheckError(f"{check.grade_id} raises {type(error).__name__}: {error}") from error
        return ""


class _CheckError(Exception):
    """A check that ends in anything but a verdict."""


def _prove_solution(proof, workshop, exercise):
    for check in (*exercise.checks, *exercise.hidden):
        try:
            message = workshop.verdict(check)
        except _CheckError as error:
            message = str(error)
        if message:
            proof.problems.append(f"{exercise.name}: the solution fails {check.grade_id}: {message}")


def _prove_blanks(proof, workshop, exercise):
    for blank in BLANKS:
        with workshop.answering(exercise.solution, blanked(exercise.solution.source, blank)):
            for check in (*exercise.checks, *exercise.hidden):
                try:
                    message = workshop.verdict(check) or "it passes"
                    problem = "" if exercise.name in message else message
                except _CheckError as error:
                    problem = str(error)
                if problem:
                    proof.problems.append(f"{exercise.name}, blank by {blank}: {check.grade_id}: {problem}")


def _prove_wrong(proof, workshop, exercise):
    for wrong in exercise.wrong:
        name = f"{exercise.name}: {wrong.mistake}"
        try:
            with workshop.answering(wrong):
                seen = [workshop.verdict(check) for check in exercise.checks]
                hidden = [workshop.verdict(check) for check in exercise.hidden]
        except Exception as error:
            proof.problems.append(f"{name}: {error}")
            continue
        if any(wrong.says in message for message in seen):
            proof.seen.append(name)
        elif any(wrong.says in message for message in hidden):
            proof.hidden.append(name)
        else:
            said = " / ".join(filter(None, seen + hidden)) or "it passes"
            proof.problems.append(f"{name}: no check says {wrong.says!r}, but: {said}")
