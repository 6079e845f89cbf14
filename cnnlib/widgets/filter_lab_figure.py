"""The figure that stands for FilterLab where JavaScript is off."""

import base64
import io
from html import escape

import numpy as np

_PIXELS = 128


def before_and_after(before, after, kernel, *, view, words):
    """Return picture, kernel and result as an HTML figure.

    Parameters
    ----------
    before, after : numpy.ndarray, shape (channels, height, width)
        Picture and result; the picture from 0 to 1.
    kernel : list of lists of float
    view : {"clipped", "signed", "absolute"}
        How the result is shown.
    words : str
        Says what is seen, for readers who cannot see it.

    Returns
    -------
    str
        HTML, at most 12 kB.
    """
    scale = 1.0 if view == "clipped" else _bright(abs(after))
    shown = {"clipped": after, "signed": 0.5 + after / (2 * scale), "absolute": abs(after) / scale}[view]
    rows = "".join(f"<tr>{''.join(f'<td>{each:.3g}</td>' for each in row)}</tr>" for row in kernel)
    table = f'<table class="filter_lab-given"><caption>Kernel</caption><tbody>{rows}</tbody></table>'
    return (
        '<figure class="filter_lab-fallback" role="group">'
        f"{_image(before, f'Before: {words}')}{table}{_image(shown, f'After: {words}')}"
        f"<figcaption>{escape(words)}; {_reading(view, scale)}.</figcaption></figure>"
    )


def _bright(magnitude):
    """Return the magnitude to show white: 99 % of a large picture's values stay below it."""
    return float(np.quantile(magnitude, 0.99) if magnitude.size >= 10_000 else magnitude.max()) or 1.0


def _reading(view, scale):
    return {
        "clipped": "values below 0 show black, above 1 white",
        "signed": f"middle gray is 0, white {scale:.3g}, black −{scale:.3g}",
        "absolute": f"black is 0, white {scale:.3g} or −{scale:.3g}",
    }[view]


def _image(picture, words):
    from PIL import Image

    pixels = (255 * np.clip(picture, 0, 1)).round().astype(np.uint8)
    image = Image.fromarray(pixels[0] if len(pixels) == 1 else pixels.transpose(1, 2, 0))
    is_coarse = max(image.size) < _PIXELS
    resampling = Image.Resampling.NEAREST if is_coarse else Image.Resampling.LANCZOS
    image = image.resize((_PIXELS, _PIXELS * image.height // image.width), resampling)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=60, optimize=True)
    url = "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
    return f'<img src="{url}" width="{image.width}" height="{image.height}" alt="{escape(words)}">'
