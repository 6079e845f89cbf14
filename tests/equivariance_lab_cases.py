"""What EquivarianceLab's tests share: layers and motions by name, and ways to look at its page."""

import json

import numpy as np

from cnnlib import kernels

SIZE = 24
MOTIONS = {
    "rest": {"transformation": "shift", "shift": [0, 0]},
    "shift": {"transformation": "shift", "shift": [4, -8]},
    "odd shift": {"transformation": "shift", "shift": [3, -5]},
    "far shift": {"transformation": "shift", "shift": [-24, 30]},
    "rotation": {"transformation": "rotation", "angle": 30},
    "quarter": {"transformation": "rotation", "angle": 90},
    "three quarters back": {"transformation": "rotation", "angle": -270},
    "half": {"transformation": "rotation", "angle": -180},
    "enlarged": {"transformation": "scale", "factor": 1.7},
    "reduced": {"transformation": "scale", "factor": 0.5},
}
LAYERS = {
    "plain": {"kernel": "sobel_left"},
    "even": {"kernel": "edge_horizontal", "relu": True},
    "wide": {"kernel": "laplacian_of_gaussian", "stride": 3},
    "strided": {"kernel": "emboss", "stride": 2, "relu": True},
    "max": {"kernel": "sharpen", "pooling": "max"},
    "average": {"kernel": "motion_blur", "stride": 4, "pooling": "average"},
}
AT_REST = {"shift": [0, 0], "angle": 0, "factor": 1}
PLAIN = {"boundary": "circular", "stride": 1, "relu": False, "pooling": "none"}

# Pixels travel as JSON: Playwright's own way of passing objects takes many times longer.
PIXELS = """(name) => {
  const canvas = document.querySelector(`.equivariance_lab-${name} canvas`);
  const { width, height } = canvas;
  const copy = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d");
  copy.drawImage(canvas, 0, 0);
  return JSON.stringify([height, width, [...copy.getImageData(0, 0, width, height).data]]);
}"""


def layer_state(name, **changes):
    """Return a layer of `LAYERS` as JavaScript takes it."""
    layer = PLAIN | LAYERS[name] | changes
    return layer | {"kernel": kernels.get(layer["kernel"]).tolist()}


def picture(seed=0):
    """Return whole numbers from 0 to 255, so that sums of them are exact."""
    return np.random.default_rng(seed).integers(0, 256, (SIZE, SIZE)).astype(float)


def pixels(page, name):
    """Return a canvas's pixels, shape (height, width, 4)."""
    height, width, values = json.loads(page.evaluate(PIXELS, name))
    return np.reshape(values, (height, width, 4))


def drawn(page):
    """Let the frame of the last input be drawn."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def settle(page):
    """Wait until the lab has said its result."""
    page.wait_for_function("document.querySelector('.equivariance_lab-status').textContent !== ''")
    return page


def trait(page, name):
    """Return a trait of the model."""
    return page.evaluate("(name) => window.model.get(name)", name)


def text(page, name):
    """Return what a part of the lab says."""
    return page.locator(f".equivariance_lab-{name}").inner_text()
