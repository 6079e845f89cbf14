"""A topic of the drill."""

from typing import NamedTuple


class Topic(NamedTuple):
    """A topic of the drill, and what ``drill_questions.js`` asks with the ``numbers``."""

    label: str
    numbers: dict
    question: str
    given: dict
    answer: str
    steps: tuple
