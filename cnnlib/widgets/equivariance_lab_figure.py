"""The figure that stands for EquivarianceLab where JavaScript is off."""

import base64
import io
from html import escape

import numpy as np

from cnnlib.widgets.equivariance_lab_law import compared

_PIXELS = 72


def both_ways_figure(moved, first, second, *, words):
    """Return the moved picture, both results and their difference, as an HTML figure.

    Parameters
    ----------
    moved : numpy.ndarray, shape (height, width)
        The moved picture, from 0 to 255.
    first, second : numpy.ndarray
        Filtered, then moved; moved, then filtered.
    words : str
        Says what is seen, for readers who cannot see it.

    Returns
    -------
    str
        HTML, at most 12 kB.
    """
    facts = compared(first, second)
    bright = float(np.quantile(abs(second), 0.99)) or facts.response or 1.0
    pictures = {
        "the picture, moved": moved / 255,
        "filtered, then moved": 0.5 + first / (2 * bright),
        "moved, then filtered": 0.5 + second / (2 * bright),
        "the difference": 0.5 + (first - second) / (2 * facts.largest or 1),
    }
    images = "".join(_captioned(picture, name) for name, picture in pictures.items())
    found = (
        f"The largest difference is {facts.largest:.3g}, of responses up to {facts.response:.4g}; "
        f"{100 * facts.share:.3g} % of the values differ"
    )
    return (
        f'<figure class="equivariance_lab-fallback" role="group">{images}'
        f"<figcaption>{escape(words)}. {found}. Middle gray is 0, in the results and in the difference."
        "</figcaption></figure>"
    )


def _captioned(picture, name):
    return f'<span>{_image(picture, name)}<br><small aria-hidden="true">{name}</small></span>'


def _image(picture, words):
    from PIL import Image

    pixels = (255 * np.clip(picture, 0, 1)).round().astype(np.uint8)
    image = Image.fromarray(pixels).resize((_PIXELS, _PIXELS), Image.Resampling.BOX)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=50, optimize=True)
    url = "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
    return (
        f'<img src="{url}" width="{2 * _PIXELS}" height="{2 * _PIXELS}" alt="{words[0].upper()}{words[1:]}">'
    )
