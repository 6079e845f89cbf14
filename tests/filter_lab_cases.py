"""What FilterLab's tests share: kernels of many shapes and ranks, and ways to look at its page."""

import json

import numpy as np

from cnnlib import kernels

KERNELS = {
    "sobel_left": kernels.get("sobel_left").tolist(),
    "gaussian_7": kernels.get("gaussian", size=7).tolist(),
    "outline": kernels.get("outline").tolist(),
    "even_2x4": [[1, -2, 3, 0.5], [0, 4, -1, 2]],
    "row": [[-1, 1]],
    "column": [[-1], [1]],
    "single": [[2]],
    "zeros": [[0, 0], [0, 0]],
    "rank_3": [[1, 2, 3], [0, 1, 4], [5, 6, 0]],
    "wide_1x7": [[1, 2, 3, 4, 3, 2, 1]],
}

# Pixels travel as JSON: Playwright's own way of passing objects takes many times longer.
PIXELS = """(name) => {
  const { height, width } = document.querySelector(`.filter_lab-${name}`);
  const copy = Object.assign(document.createElement("canvas"), { height, width }).getContext("2d");
  copy.drawImage(document.querySelector(`.filter_lab-${name}`), 0, 0);
  const { data } = copy.getImageData(0, 0, width, height);
  return JSON.stringify([height, width, [...data].filter((_, i) => i % 4 < 3)]);
}"""


def settle(page):
    """Wait until the lab has said its first result."""
    page.wait_for_function("document.querySelector('.filter_lab-status').textContent !== ''")
    return page


def drawn(page):
    """Let the frame of the last input be drawn."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def canvas(page, name):
    """Return the pixels of the picture "before" or "after", shape (height, width, 3)."""
    height, width, values = json.loads(page.evaluate(PIXELS, name))
    return np.reshape(values, (height, width, 3))


def trait(page, name):
    """Return a trait of the model."""
    return page.evaluate("(name) => window.model.get(name)", name)


def text(page, name):
    """Return what a part of the lab says."""
    return page.locator(f".filter_lab-{name}").inner_text()
