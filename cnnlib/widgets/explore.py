"""A function that the reader explores by choosing its arguments, with a kernel and without one."""

import inspect
import itertools
import math
import os
import traceback
from html import escape

import traitlets

from cnnlib.widgets.base import Widget
from cnnlib.widgets.explore_choices import parse_choice
from cnnlib.widgets.explore_frames import frame_of

MOST_FRAMES = 64


def explore(function, /, *, alt=None, **choices):
    """Show what a function draws, prints or returns, for arguments that the reader chooses.

    With a kernel the function is called when the reader chooses, as ``ipywidgets.interact`` does. In the
    published page there is no kernel: where ``CNNLIB_PRERENDER=1`` is set, as the book's build does, the
    function is called once for each combination, and the page shows what came of it.

    Parameters
    ----------
    function : callable
        It draws one Matplotlib figure, prints, or returns a value.
    alt : callable or str, optional
        The figure's alternative text, or a function of the same arguments that returns it. Left out, it is
        the function's attribute ``alt`` or else its name and the choices.
    **choices
        For each argument a list, a range, a dict of labels and values, or a bool. Numbers get a slider.

    Returns
    -------
    Explore

    Raises
    ------
    TypeError
        If the function does not take the arguments, or a choice is a single value.
    ValueError
        If a choice is empty, or all combinations are more than 64 and are to be rendered.

    Examples
    --------
    >>> def output_size(kernel_size, stride):
    ...     return (28 - kernel_size) // stride + 1
    >>> widget = explore(output_size, kernel_size=[1, 3, 5], stride=[1, 2])
    >>> widget.index = [2, 1]
    >>> widget.frames["2,1"]["data"]
    '12'
    """
    return Explore(function, choices, alt=alt)


class Explore(Widget):
    """The widget of :func:`explore`, which makes it.

    Parameters
    ----------
    names, labels, scales
        The arguments' names, the labels of their values, and whether the values are numbers on a scale.
    index : list of int
        Which value of each argument is chosen.
    frames : dict
        What the function shows, by the index as text: ``"0,2"``.
    error : dict
        Where the function failed: ``at``, an index as text, and ``text``, what it raised.
    """

    names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    labels = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)
    scales = traitlets.List(traitlets.Bool()).tag(sync=True)
    index = traitlets.List(traitlets.Int()).tag(sync=True)
    frames = traitlets.Dict().tag(sync=True)
    error = traitlets.Dict().tag(sync=True)

    _function = None

    def __init__(self, function=None, choices=None, *, alt=None, **traits):
        if function is None:
            super().__init__(**traits)
            return
        parsed = [parse_choice(name, given) for name, given in (choices or {}).items()]
        inspect.signature(function).bind(**{each.name: each.values[0] for each in parsed})
        super().__init__(
            names=[each.name for each in parsed],
            labels=[each.labels for each in parsed],
            scales=[each.is_scale for each in parsed],
            index=[each.start for each in parsed],
        )
        self._values = [each.values for each in parsed]
        self._alt = alt if alt is not None else getattr(function, "alt", None)
        self._function = function
        if os.environ.get("CNNLIB_PRERENDER") == "1":
            self._render_all()
        else:
            self._render_chosen()

    @traitlets.validate("index")
    def _index_in_range(self, proposal):
        index, counts = proposal["value"], [len(each) for each in self.labels]
        if len(index) != len(counts) or not all(0 <= i < count for i, count in zip(index, counts)):
            raise traitlets.TraitError(
                f"Explore: index must hold one whole number below each of {counts}; got {index}"
            )
        return index

    @traitlets.observe("index")
    def _render_chosen(self, change=None):
        key = _key(self.index)
        if self._function is None or key in self.frames:
            return
        try:
            frame = self._frame(self.index)
        except Exception as error:  # the reader's figure may fail; the widget must live on and say why
            self.error = {"at": key, "text": "".join(traceback.format_exception_only(error)).strip()}
        else:
            self.frames = {**self.frames, key: frame}

    def _render_all(self):
        counts = [len(each) for each in self.labels]
        total = math.prod(counts)
        if total > MOST_FRAMES:
            raise ValueError(
                f"explore: {' × '.join(map(str, counts))} = {total} frames are more than {MOST_FRAMES}, "
                "which a page can carry: give fewer values, or show fewer arguments at a time"
            )
        self.frames = {_key(index): self._frame(index) for index in itertools.product(*map(range, counts))}

    def _frame(self, index):
        chosen = [values[i] for values, i in zip(self._values, index)]
        arguments = dict(zip(self.names, chosen))
        try:
            return frame_of(self._function, arguments, self._alt_text(index, arguments))
        except Exception as error:
            error.add_note(f"explore: raised for {self._choice_text(index)}")
            raise

    def _alt_text(self, index, arguments):
        if callable(self._alt):
            return self._alt(**arguments)
        name = getattr(self._function, "__name__", "figure").strip("<>").replace("_", " ")
        return f"{self._alt or name}: {self._choice_text(index)}"

    def _choice_text(self, index):
        chosen = (labels[i] for labels, i in zip(self.labels, index))
        return ", ".join(f"{name} = {label}" for name, label in zip(self.names, chosen))

    def fallback(self):
        """Return the chosen frame, with a sentence that says what it was chosen from."""
        frame = self.frames.get(_key(self.index))
        figure = _figure_html(frame) if frame else f"<pre>{escape(self.error.get('text', ''))}</pre>"
        ranges = "; ".join(f"{name}: {', '.join(labels)}" for name, labels in zip(self.names, self.labels))
        return f"{figure}<p>Shown for {escape(self._choice_text(self.index))}. Choices: {escape(ranges)}.</p>"

    def reserved_space(self):
        """Return the size of the largest frame, which every frame gets, and the rows of the choices."""
        frames = self.frames.values()
        width, height = (
            max((each.get(side, 0) for each in frames), default=0) for side in ("width", "height")
        )
        texts = (each["data"] if each["type"] == "text" else each["text"] for each in frames)
        lines = max((text.rstrip().count("\n") + 1 for text in texts if text), default=0)
        shape = f"{width or 1} / {height or 1}"
        rows, narrow_rows = (
            math.ceil((len(self.names) + 1) / 4),
            math.ceil(len(self.names) / 2),
        )  # explore.css
        return (
            f"--frame-width: {width}px; --frame-shape: {shape}; --frame-lines: {lines}; "
            f"--choice-rows: {rows}; --narrow-choice-rows: {narrow_rows}"
        )


def _key(index):
    return ",".join(map(str, index))


def _figure_html(frame):
    text = f"<pre>{escape(frame['text'])}</pre>" if frame.get("text") else ""
    if frame["type"] == "svg":
        return frame["data"] + text
    if frame["type"] == "png":
        source = f"data:image/png;base64,{frame['data']}"
        return f'<img src="{source}" width="{frame["width"]}" alt="{escape(frame["alt"])}">{text}'
    return f"<pre>{escape(frame['data'])}</pre>"
