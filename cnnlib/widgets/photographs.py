"""The book's photographs as widgets carry them: small JPEGs in data URLs, decoded by ``pictures.js``."""

import base64
import io
from functools import cache

import numpy as np

from cnnlib import datasets

SIZE = 256

_CREDITS = {
    "china": "Photograph by danielbuechele, flickr.com 6061409035, CC BY 2.0; cropped and reduced.",
    "flower": "Photograph by vultilion, flickr.com 6056698931, CC BY 2.0; cropped and reduced.",
}


def encoded_photographs(*names):
    """Return photographs with their credits, for a trait from which ``photographPicture`` decodes them.

    Parameters
    ----------
    *names : str
        Of `cnnlib.datasets.PHOTOGRAPHS`; all of them if left out.

    Returns
    -------
    dict of dict
        ``{name: {"url": …, "credit": …}}``; 256 × 256 pixels, 15 to 22 kB each.

    Raises
    ------
    ValueError
        If there is no photograph of a name.

    Examples
    --------
    >>> encoded_photographs("china")["china"]["url"][:22]
    'data:image/jpeg;base64'
    """
    return {name: {"url": _url(name), "credit": _CREDITS[name]} for name in names or _CREDITS}


@cache
def _url(name):
    from PIL import Image

    pixels = (datasets.photograph(name, SIZE) * 255).round().astype(np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=80, optimize=True)
    return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
