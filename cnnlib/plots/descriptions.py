"""What a figure says to those who do not see it: each function leaves a sentence in the axes it draws on."""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import FigureBase


class _Sentence(Artist):
    """An artist that draws nothing: so the text goes where its axes go, and goes when they are cleared."""

    def __init__(self, text):
        super().__init__()
        self.text = text


def add_description(drawn, text):
    """Add a sentence to what a figure or axes say about themselves.

    Every function of :mod:`cnnlib.plots` calls it. Call it for what you draw yourself.

    Parameters
    ----------
    drawn : matplotlib.axes.Axes or matplotlib.figure.Figure
    text : str
        A sentence with its full stop: what stands there, with its numbers.

    Raises
    ------
    TypeError
        If `drawn` is no figure or axes.

    Examples
    --------
    >>> from cnnlib.plots import show_signal
    >>> ax = show_signal([1, 4, 9], kind="line")
    >>> add_description(ax, "It grows as the square.")
    >>> describe(ax)
    'Input signal, a line with 3 values from n = 0: 1, 4, 9. It grows as the square.'
    """
    if not hasattr(drawn, "add_artist"):
        raise TypeError(f"add_description: drawn must be axes or a figure, got {type(drawn).__name__}")
    drawn.add_artist(_Sentence(text))


def set_description(drawn, text):
    """Say something else about a figure or axes than the functions that drew it.

    Parameters
    ----------
    drawn : matplotlib.axes.Axes or matplotlib.figure.Figure
        For a figure, `text` stands for all its axes.
    text : str

    Examples
    --------
    >>> from cnnlib.plots import show_kernel
    >>> ax = show_kernel([1, 0, -1])
    >>> set_description(ax.figure, "The central difference.")
    >>> describe(ax.figure)
    'The central difference.'
    """
    for part in _parts(drawn):
        for sentence in _sentences(part):
            sentence.remove()
    add_description(drawn, text)


def describe(drawn):
    """Return the alternative text of a figure: what was drawn, with its numbers.

    A notebook's figures carry it, once :func:`use_style` was called: in the SVG itself and as ``alt`` among
    the output's metadata. A page of the book takes it where the cell gives no alternative text of its own.

    Parameters
    ----------
    drawn : matplotlib.figure.Figure, matplotlib.axes.Axes, or an array or list of axes

    Returns
    -------
    str
        The sentences in the order of drawing, each once; of a figure, its own before those of its axes. Empty
        where nothing was recorded.

    Raises
    ------
    TypeError
        If `drawn` is none of these.

    Examples
    --------
    >>> from cnnlib.plots import show_grid
    >>> describe(show_grid([[0, 1], [2, 3]], role="output", window=(0, 0, 1, 2)))
    'Output, 2 × 2: 0, 1; 2, 3. Outlined: row 0, columns 0 to 1.'
    """
    parts = _parts(drawn)
    wrong = [type(part).__name__ for part in parts if not isinstance(part, Artist)]
    if wrong:
        raise TypeError(f"describe: drawn must be axes, an array of axes or a figure, got {wrong[0]}")
    return " ".join(dict.fromkeys(sentence.text for part in parts for sentence in _sentences(part)))


def _parts(drawn):
    """Return a figure with its axes, or all axes of an array."""
    if isinstance(drawn, FigureBase):
        return [drawn, *drawn.axes]
    return np.ravel(np.array(drawn, dtype=object)).tolist()


def _sentences(part):
    return [each for each in part.get_children() if isinstance(each, _Sentence)]
