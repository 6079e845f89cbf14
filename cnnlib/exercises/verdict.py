"""From the outcomes of the calls to a message that helps."""

from dataclasses import dataclass
from functools import cached_property

from cnnlib.exercises.calls import Outcome, argument_names, call
from cnnlib.exercises.compare import WRONG_VALUE, Difference, difference, same
from cnnlib.exercises.forbidden import Forbidden
from cnnlib.exercises.raised import raised, unwritten
from cnnlib.exercises.task import Case
from cnnlib.exercises.words import labelled

_COPY = "work on a copy, so that the caller keeps what it had"
_NEAR = {"rtol": 1e-6, "atol": 1e-9}  # a mistake's result may be rounded in another way


@dataclass
class Trial:
    """One case: what the answer was called with and what the reference, and what came of both calls."""

    name: str
    asked: Case
    case: Case
    got: Outcome
    want: Outcome


class Verdict:
    """What a task says about the trials of an answer."""

    def __init__(self, task, answer, trials):
        self.task, self.answer, self.trials = task, answer, trials

    @cached_property
    def wrong(self):
        """The wrong trials, each with its difference."""
        pairs = [(trial, self._difference(trial)) for trial in self.trials]
        return [pair for pair in pairs if pair[1]]

    def _difference(self, trial):
        got, want = trial.got, trial.want
        if got.error or want.error:
            return _difference_of_errors(got, want, self.answer)
        found = difference(got.value, want.value, rtol=self.task.rtol, atol=self.task.atol)
        if found or not got.changed:
            return found
        return Difference(
            f"the result is right, but the call has changed its {' and '.join(got.changed)}",
            _COPY,
        )

    def hint(self):
        """Return the mistake that explains all results, else what the first wrong one shows by itself."""
        for mistake in self.task.mistakes:
            if self._explains(mistake):
                return mistake.hint
        return self.wrong[0][1].hint

    def _explains(self, mistake):
        if mistake.when:
            wrong = [trial for trial, found in self.wrong if found.hint != _COPY]
            return bool(wrong) and all(_holds(mistake.when, trial) for trial in wrong)
        return all(_alike(trial.got, call(mistake.function, trial.case)) for trial in self.trials)


def _difference_of_errors(got, want, answer):
    if want.error is None:
        return Difference(f"it raises {raised(got.error, answer)}")
    expected = type(want.error).__name__
    if got.error is None:
        return Difference(f"it returns, but should raise a {expected}: {want.error}")
    if isinstance(got.error, type(want.error)):
        return None
    return Difference(f"it raises a {type(got.error).__name__}, but should raise a {expected}: {want.error}")


def _alike(got, mistaken):
    if got.error or mistaken.error:
        return type(got.error) is type(mistaken.error)
    return same(got.value, mistaken.value, **_NEAR)


def _holds(when, trial):
    """Return whether a predicate is true of a trial; on results that it cannot handle, it is not."""
    if trial.got.error or trial.want.error:
        return False
    try:
        return bool(when(trial.got.value, trial.want.value, *trial.case.arguments, **trial.case.options))
    except Exception:  # a predicate need not foresee every wrong result
        return False


def explain(task, answer, trials):
    """Return the message for an answer, or "" if it is right in every trial."""
    verdict = Verdict(task, answer, trials)
    if not verdict.wrong:
        return ""
    early = _unfinished(task, answer, trials)
    return early or _message(verdict)


def _unfinished(task, answer, trials):
    """Return the message for an answer that is no attempt, or not its author's own."""
    errors = [trial.got.error for trial in trials]
    for error in errors:
        if message := unwritten(task.name, answer, error):
            return message
    called = [str(error) for error in errors if isinstance(error, Forbidden)]
    if called:
        return f"{task.name} calls {called[0]}, which this exercise asks you to write yourself."
    if all(trial.got.value is None and not trial.got.error for trial in trials):
        return f"{task.name} returns None: is the `return` missing?"
    return ""


def _message(verdict):
    trial, found = verdict.wrong[0]
    body = _on_arguments if trial.asked.arguments or trial.asked.options else _without_arguments
    hint = verdict.hint()
    return "\n".join([*body(verdict, trial, found), *([f"Hint: {_ended(hint)}"] if hint else [])])


def _on_arguments(verdict, trial, found):
    """Return the lines of a message that shows the arguments, both results, and where they differ."""
    names = argument_names(verdict.answer, trial.case)
    lines = [_first_line(verdict, trial), *(labelled(f"    {name} = ", value) for name, value in names)]
    if not (trial.want.error or trial.got.error or found.hint == _COPY):
        lines += [labelled("expected: ", trial.want.value), labelled("but got:  ", trial.got.value)]
    return lines + _sentence(found.text + found.values)


def _first_line(verdict, trial):
    name, wrong, total = verdict.task.name, len(verdict.wrong), len(verdict.trials)
    often = "" if total == 1 else f"in {wrong} of {total} cases, first "
    return f'{name} is wrong {often}for "{trial.name}":'


def _without_arguments(verdict, trial, found):
    """Return the lines of a message that does not show the expected result: it would be the answer."""
    shown = [] if trial.got.error else [labelled("your answer: ", trial.got.value)]
    return [f"{verdict.task.name} is wrong.", *shown, *_sentence(found.text)]


def _sentence(text):
    """Return what differs as a line of its own, unless the result alone says it."""
    return [] if text == WRONG_VALUE else [_ended(f"{text[0].upper()}{text[1:]}")]


def _ended(sentence):
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."
