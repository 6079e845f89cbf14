"""What a function shows, as a frame: a figure in SVG or PNG, a text, or a figure with a text below it."""

import base64
import io
import sys
from contextlib import contextmanager, redirect_stdout

from cnnlib.widgets.svg import PIXELS_PER_POINT, themed_svg

LARGEST_SVG = 80_000
_STYLE = {"svg.fonttype": "none", "svg.hashsalt": "cnnlib", "font.sans-serif": ["DejaVu Sans"]}
_POINTS_PER_INCH = 72


def frame_of(function, arguments, alt):
    """Call the function and return what it shows.

    Parameters
    ----------
    function : callable
        It prints, returns a value, draws a Matplotlib figure, or returns one (or its axes).
    arguments : dict
        Its keyword arguments.
    alt : str
        The alternative text of a figure.

    Returns
    -------
    dict
        ``type`` ("svg", "png" or "text"), ``data`` and ``alt``; for a figure also ``width`` and ``height`` in
        CSS pixels and ``text``, what was printed beside it. A figure whose SVG is longer than ``LARGEST_SVG``
        characters becomes a PNG.

    Raises
    ------
    ValueError
        If the function draws more than one figure.
    """
    printed = io.StringIO()
    with _figures() as figures, redirect_stdout(printed):
        value = function(**arguments)
        figures.update(dict.fromkeys([_figure(value)]))
    figures.pop(None, None)
    if len(figures) > 1:
        raise ValueError(
            f"explore: the function must draw one figure (plt.subplots), but drew {len(figures)}"
        )
    for figure in figures:
        text = printed.getvalue() + (value if isinstance(value, str) else "")
        return _figure_frame(figure, alt) | {"alt": alt, "text": text}
    shown = "" if value is None else value if isinstance(value, str) else repr(value)
    return {"type": "text", "data": printed.getvalue() + shown, "alt": alt}


@contextmanager
def _figures():
    """Collect the figures that are opened inside, and close them in pyplot, also after an error."""
    found = {}
    before = _open_figures()
    try:
        yield found
    finally:
        pyplot = sys.modules.get("matplotlib.pyplot")
        for number in [each for each in _open_figures() if each not in before]:
            found[pyplot.figure(number)] = None
            pyplot.close(number)


def _open_figures():
    pyplot = sys.modules.get("matplotlib.pyplot")
    return pyplot.get_fignums() if pyplot else []


def _figure(value):
    """Return the figure that ``value`` is or lies in, or None."""
    figure = value if hasattr(value, "savefig") else getattr(value, "figure", None)
    return figure if hasattr(figure, "savefig") else None


def _figure_frame(figure, alt):
    from matplotlib import rc_context

    width, height = (
        round(inches * _POINTS_PER_INCH * PIXELS_PER_POINT) for inches in figure.get_size_inches()
    )
    with rc_context(_STYLE):
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None})
    svg = themed_svg(text.getvalue(), label=alt)
    if len(svg) <= LARGEST_SVG:
        return {"type": "svg", "data": svg, "width": width, "height": height}
    image = io.BytesIO()
    figure.savefig(image, format="png", dpi=2 * width / figure.get_size_inches()[0])
    data = base64.b64encode(image.getvalue()).decode("ascii")
    return {"type": "png", "data": data, "width": width, "height": height}
