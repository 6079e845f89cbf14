"""Check-yourself questions with fresh numbers."""

from html import escape

import traitlets

from cnnlib.widgets.base import Widget
from cnnlib.widgets.drill_topics import TOPICS


class Drill(Widget):
    """Endless questions with fresh numbers, a verdict that names the likely slip, and a worked solution.

    The questions are drawn and judged in the browser, so the drill is the same with and without a kernel. How
    many right answers the reader gave in a row is kept in the reader's browser and nowhere else.

    Parameters
    ----------
    topics : list of str, optional
        Names out of :meth:`Drill.topics`; all of them if left out. The reader can narrow them down to one.
    seed : int, optional
        The same seed gives the same row of questions. Without it each reader gets other numbers.
    chosen, topic, number
        The traits: the names in ``topics``, the one to which the reader narrowed them (or ``""``), and the
        number of the question, from 1.

    Raises
    ------
    ValueError
        If a topic has no questions; the message lists those that have.
    traitlets.TraitError
        If ``seed`` or ``number`` is not a whole number in range.

    Examples
    --------
    >>> drill = Drill(topics=["output-size", "same-padding"], seed=3)
    >>> drill.chosen
    ['output-size', 'same-padding']
    >>> Drill.topics()["output-size"]
    'Output size'
    """

    chosen = traitlets.List(traitlets.Unicode(), help="names of the topics").tag(sync=True)
    topic = traitlets.Unicode(help="the one topic that is asked, or all if empty").tag(sync=True)
    seed = traitlets.Int(None, allow_none=True, min=0, max=2**31 - 1).tag(sync=True)
    number = traitlets.Int(1, min=1, max=2**31 - 1, help="number of the question").tag(sync=True)

    def __init__(self, topics=None, *, seed=None, **traits):
        chosen = traits.pop("chosen", topics)
        super().__init__(chosen=list(TOPICS) if chosen is None else chosen, seed=seed, **traits)

    @staticmethod
    def topics():
        """Return the labels of all topics by their names."""
        return {name: topic.label for name, topic in TOPICS.items()}

    @traitlets.validate("chosen")
    def _known_topics(self, proposal):
        names = list(proposal["value"])
        unknown = [name for name in names if name not in TOPICS]
        if unknown or not names:
            got = ", ".join(map(repr, unknown)) or "none"
            raise ValueError(f"Drill: topics must be one or more of {', '.join(TOPICS)}; got {got}")
        return list(dict.fromkeys(names))

    @traitlets.validate("topic")
    def _chosen_topic(self, proposal):
        name = proposal["value"]
        if name and name not in self.chosen:
            raise ValueError(f"Drill: topic must be empty or one of {', '.join(self.chosen)}; got {name!r}")
        return name

    def fallback(self):
        """Return one worked question: the first of the topics, with its solution folded away."""
        topic = TOPICS[self.topic or self.chosen[0]]
        given = "".join(f"<li>{escape(name)}: {escape(value)}</li>" for name, value in topic.given.items())
        steps = "".join(f"<li>{escape(says)} {escape(formula)}</li>" for says, formula in topic.steps)
        return (
            f"<p><strong>{escape(topic.label)}.</strong> {escape(topic.question)}</p><ul>{given}</ul>"
            f"<details><summary>Solution</summary><ol>{steps}</ol>"
            f"<p>The answer is {escape(topic.answer)}.</p></details>"
        )
