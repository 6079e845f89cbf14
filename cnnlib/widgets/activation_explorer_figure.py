"""ActivationExplorer without a script: the two curves, and the sizes of the layers in a table."""

from html import escape

import numpy as np

from cnnlib.widgets.activation_explorer_signal import ACTIVATIONS

SCALE = 36
MIDDLE, ZERO = 160, 138


def figure(name, x, sizes):
    """Return a ``<figure>``: function and slope as curves, and a table of the sizes layer by layer.

    Parameters
    ----------
    name : str
        The activation.
    x : float
        Where both are read off.
    sizes : activation_explorer_signal.Sizes
    """
    label, value, slope = ACTIVATIONS[name]
    at = np.array([x])
    words = f"{label}: f({x:z.2f}) = {value(at)[0]:z.2f}, slope {slope(at)[0]:z.2f}".replace("-", "−")
    place = MIDDLE + SCALE * x, ZERO - SCALE * value(at)[0]
    return (
        f'<figure><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 220" width="320" role="img" '
        f'style="max-width:100%;height:auto" aria-label="{escape(words)}">'
        f'<path d="M0 {ZERO}H320M{MIDDLE} 5V215" stroke="currentColor" stroke-opacity=".4" fill="none"/>'
        f"{_curve(slope, '#CC79A7', '6 4')}{_curve(value, '#009E73', 'none')}"
        f'<circle cx="{place[0]:.1f}" cy="{place[1]:.1f}" r="5" fill="#009E73"/></svg>{_table(sizes)}'
        f"<figcaption>{escape(words)}</figcaption></figure>"
    )


def _curve(function, color, dashes):
    xs = np.linspace(-4, 4, 81)
    points = " ".join(
        f"{MIDDLE + SCALE * x:.1f},{ZERO - SCALE * min(y, 3.8):.1f}" for x, y in zip(xs, function(xs))
    )
    dash = "" if dashes == "none" else f' stroke-dasharray="{dashes}"'
    return f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="2.5"{dash}/>'


def _table(sizes):
    names = ["input", *range(1, len(sizes.signal))]
    rows = "".join(
        f"<tr><th>{layer}</th><td>{signal:.2g}</td><td>{gradient:.2g}</td></tr>"
        for layer, signal, gradient in zip(names, sizes.signal, sizes.gradient)
    )
    head = "<tr><th>layer</th><th>size of the signal</th><th>size of the gradient</th></tr>"
    return f"<table>{head}{rows}</table>"
