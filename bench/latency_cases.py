"""The widgets at their largest, and what a reader does to them: the cases of `bench.latency`.

A case is a name, a function that puts a widget into a page, and one that acts on it: a generator that goes on
after each event.
"""

from itertools import cycle

from cnnlib.widgets import (
    ActivationExplorer,
    ArchitectureExplorer,
    BackpropExplorer,
    ConnectivityExplorer,
    ConvExplorer,
    EquivarianceLab,
    FilterLab,
    LeNetViewer,
    PoolingLab,
    ReceptiveField,
    TrainLive,
    UnrollExplorer,
    VolumeExplorer,
)
from tests import browser

BARE = """() => {
  const range = document.createElement("input");
  Object.assign(range, { type: "range", max: 200, ariaLabel: "Output" });
  const shown = document.createElement("p");
  range.addEventListener("input", () => { shown.textContent = range.value; });
  document.body.append(range, shown);
}"""
MAPS = ".volume_explorer-output"
MOVED = ".equivariance_lab-moved .equivariance_lab-frame"
UNIT = ".connectivity_explorer-unit"
LARGEST_UNROLLED = {"size": 8, "channels": 3, "kernel_size": 5, "filters": 4, "padding": 2}


def bare(page):
    """Put a slider and a number into the page, without a widget."""
    page.evaluate(BARE)


def explorer(page):
    """Mount ConvExplorer at its largest: 9 × 9 numbers, a 5 × 5 kernel, full padding."""
    input_numbers = [[(3 * i + 5 * j) % 10 for j in range(9)] for i in range(9)]
    kernel = [[(i * j) % 5 - 2 for j in range(5)] for i in range(5)]
    browser.mount(page, ConvExplorer(input=input_numbers, kernel=kernel, padding="full"))


def filter_lab(page):
    """Mount FilterLab with a photograph of 256 × 256 and a 5 × 5 kernel."""
    browser.mount(page, FilterLab(picture="china", kernel="gaussian"))


def color_lab(page):
    """Mount the same in color."""
    browser.mount(page, FilterLab(picture="china", kernel="gaussian", color=True))


def connectivity(page):
    """Mount ConnectivityExplorer with five layers of 12 units, all joined: 576 arrows."""
    browser.mount(page, ConnectivityExplorer(units=12, layers=5))


def equivariance(page):
    """Mount EquivarianceLab with its largest kernel, 7 × 7, and a rotation, which interpolates."""
    browser.mount(page, EquivarianceLab(kernel="laplacian_of_gaussian", transformation="rotation"))


def volumes(page):
    """Mount VolumeExplorer with 4 × 7 × 7 numbers, padded, and six 5 × 5 filters, drawn as stacks."""
    largest = {"channels": 4, "size": 7, "filters": 6, "kernel_size": 5, "padding": 2}
    browser.mount(page, VolumeExplorer(view="volume", **largest))


def vgg(page):
    """Mount ReceptiveField with the 18 layers of VGG-16."""
    browser.mount(page, ReceptiveField())
    page.get_by_role("combobox", name="Stack of layers").select_option("VGG-16")


def activations(page):
    """Mount ActivationExplorer with 20 layers of tanh."""
    browser.mount(page, ActivationExplorer(function="tanh", layers=20))


def hover_outputs(page):
    """Move the pointer over the outputs, one after the other."""
    yield from hover(page, page.get_by_role("grid", name="output").get_by_role("gridcell"))


def hover_units(page):
    """Move the pointer over the units, one after the other."""
    yield from hover(page, page.locator(UNIT))


def hover_maps(page):
    """Move the pointer to and fro over the stack of maps."""
    box = page.locator(MAPS).bounding_box()
    for step in cycle([*range(30), *range(30, 0, -1)]):
        page.mouse.move(box["x"] + (0.1 + 0.8 * step / 30) * box["width"], box["y"] + box["height"] / 2)
        yield


def drag_picture(page):
    """Drag the moved picture in a circle about its middle."""
    box = page.locator(MOVED).bounding_box()
    middle = complex(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(middle.real + 40, middle.imag)
    page.mouse.down()
    while True:
        for step in range(1, 61):
            place = middle + 40 * 1j ** (step / 15)
            page.mouse.move(place.real, place.imag)
            yield


def scrub(page):
    """Step through the outputs with the arrow keys on the slider."""
    page.get_by_role("slider", name="Output").focus()
    yield from press(page, "ArrowRight")


def retype(page):
    """Open the cell in the middle of the input, write another number, close it."""
    page.get_by_role("grid", name="input").get_by_role("gridcell").nth(40).focus()
    yield from press(page, "Enter", "7", "Enter", "Enter", "3", "Enter")


def turn_weight(page):
    """Raise a weight of the kernel with the arrow key, which filters the whole picture each time."""
    page.get_by_role("spinbutton", name="weight in row 2, column 2").focus()
    yield from press(page, "ArrowUp")


def change_units(page):
    """Take one unit away and put it back."""
    page.get_by_role("spinbutton", name="Units").focus()
    yield from press(page, "ArrowDown", "ArrowUp")


def step_map(page):
    """Walk through a map with the arrow keys."""
    page.locator(MAPS).focus()
    yield from press(page, "ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp")


def turn_volumes(page):
    """Turn both volumes with the arrow keys."""
    page.locator(".volume_explorer-input").focus()
    yield from press(page, "ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown")


def pooling(page):
    """Mount PoolingLab at its largest: 8 × 8 numbers, a window of 8 with padding 4, 12 detectors."""
    numbers = [[(7 * i * j + 3 * i) % 100 for j in range(8)] for i in range(8)]
    detectors = [0.3, 0.25, 1, 0.2, 0.15, 0, 0.3, 0.2, 0.4, 0.1, 0.85, 0.95]
    options = {"kernel_size": 8, "stride": 1, "padding": 4, "detectors": detectors}
    browser.mount(page, PoolingLab(numbers, kind="average", **options))


def hover_pooled(page):
    """Move the pointer over the pooled values."""
    yield from hover(page, page.get_by_role("grid", name="output").get_by_role("gridcell"))


def change_padding(page):
    """Pad less and more again, which lays out all cells anew."""
    page.get_by_role("spinbutton", name="Padding").focus()
    yield from press(page, "ArrowDown", "ArrowUp")


def shift_detectors(page):
    """Shift the row of detectors there and back."""
    page.get_by_label("Shift by").focus()
    yield from press(page, *["ArrowRight"] * 2, *["ArrowLeft"] * 2)


def lenet(page):
    """Mount LeNetViewer with noise, which changes all maps, and a unit that has 120 weights."""
    browser.mount(page, LeNetViewer(noise=0.25, unit=["F6", 40]))


def draw_strokes(page):
    """Draw with the mouse, in circles that wander over the pad: each event sends a picture to the scores."""
    box = page.get_by_role("application", name="Drawing pad").bounding_box()
    side = box["width"]
    page.mouse.move(box["x"] + side / 2, box["y"] + side / 2)
    page.mouse.down()
    for step in cycle(range(360)):
        place = complex(0.5, 0.5) + 0.2 * 1j ** (step / 10) + 0.25 * 1j ** (step / 90)
        page.mouse.move(box["x"] + place.real * side, box["y"] + place.imag * side)
        yield


def hover_layer(page):
    """Move the pointer over the maps of C3, which explains one unit after the other."""
    box = page.get_by_role("application", name="C3").bounding_box()
    for step in cycle(range(100)):
        page.mouse.move(box["x"] + (step + 0.5) / 100 * box["width"], box["y"] + 0.2 * box["height"])
        yield


def unrolled(page):
    """Mount UnrollExplorer with three channels of 8 × 8, padded, and four 5 × 5 kernels: 4,800 numbers."""
    browser.mount(page, UnrollExplorer(**LARGEST_UNROLLED))


def frequencies(page):
    """Mount UnrollExplorer with six pictures of 12 × 12 frequencies."""
    browser.mount(page, UnrollExplorer("fft", **LARGEST_UNROLLED))


def hover_columns(page):
    """Move the pointer over the im2col matrix, from one column and row to the next."""
    box = page.get_by_role("application", name="im2col matrix").bounding_box()
    for step in cycle(range(60)):
        share = (step + 0.5) / 60
        page.mouse.move(box["x"] + share * box["width"], box["y"] + share * box["height"])
        yield


def step_frequencies(page):
    """Step on and back, which draws all pictures anew."""
    page.get_by_role("slider", name="Step").focus()
    yield from press(page, "ArrowRight", "ArrowLeft")


def change_cost(page):
    """Make the kernel of the layer larger and smaller again, which changes all bars."""
    page.get_by_role("slider", name="Kernel").focus()
    yield from press(page, "ArrowRight", "ArrowLeft")


def backprop(page):
    """Mount BackpropExplorer at its largest: 7 × 7 numbers padded by 3, a 4 × 4 kernel, 10 × 10 outputs."""
    numbers = [[(3 * i + 5 * j) % 10 for j in range(7)] for i in range(7)]
    kernel = [[(i * j) % 5 - 2 for j in range(4)] for i in range(4)]
    browser.mount(page, BackpropExplorer(input=numbers, kernel=kernel, padding=3, step_by_step=True))


def gathered(page):
    """Mount the same, where each entry of dX gathers: δ has 16 × 16 places."""
    backprop(page)
    page.get_by_role("button", name="dX gathers").click()


def step_delta(page):
    """Step from output to output, while the gradients add up."""
    page.get_by_role("slider", name="Output").focus()
    yield from press(page, *["ArrowRight"] * 9, *["ArrowLeft"] * 9)


def step_gradient(page):
    """Step from entry to entry of the input's gradient."""
    page.get_by_role("slider", name="Input").focus()
    yield from press(page, *["ArrowRight"] * 9, *["ArrowLeft"] * 9)


def retype_input(page):
    """Write another number into the input, which changes all squares and takes all differences anew."""
    page.get_by_role("grid", name="Input x").get_by_role("gridcell").nth(24).focus()
    yield from press(page, "Enter", "7", "Enter", "Enter", "3", "Enter")


def step_unit(page):
    """Go from unit to unit with the arrow keys on the photograph."""
    page.get_by_role("application", name="Picture").focus()
    yield from press(page, "ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp")


def training(page):
    """Mount TrainLive with LeNet-5 and let it train."""
    browser.mount(page, TrainLive())
    page.get_by_role("button", name="Train").click()


def turn_rate(page):
    """Raise the learning rate and lower it again, amid the training."""
    page.get_by_role("slider", name="Learning rate").focus()
    yield from press(page, "ArrowLeft", "ArrowRight")


def draw_digit(page):
    """Draw one long stroke on the pad, amid the training."""
    box = page.get_by_role("application", name="Drawing pad").bounding_box()
    middle = complex(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(middle.real + 50, middle.imag)
    page.mouse.down()
    for step in cycle(range(1, 61)):
        place = middle + 50 * 1j ** (step / 15)
        page.mouse.move(place.real, place.imag)
        yield


def change_layer(page):
    """Make the first kernel larger and smaller again, which changes the fields of all layers."""
    page.get_by_role("spinbutton", name="Layer 1, kernel").focus()
    yield from press(page, "ArrowUp", "ArrowDown")


def turn_gain(page):
    """Raise the gain and lower it again, which sends a batch and a gradient through all layers."""
    page.get_by_role("slider", name="Gain").focus()
    yield from press(page, "ArrowRight", "ArrowLeft")


def architecture(page):
    """Mount ArchitectureExplorer with 40 layers, of which the first, which all others follow, is open."""
    layers = [{"kind": "conv", "out_channels": 64, "kernel_size": 3, "padding": 2}] * 40
    browser.mount(page, ArchitectureExplorer(layers=layers, input_shape=[3, 224, 224], layer=0))


def change_kernel(page):
    """Type a larger kernel and a smaller one again, which changes the numbers and the boxes of all layers."""
    page.get_by_role("spinbutton", name="conv1, kernel").focus()
    yield from press(page, "ArrowUp", "ArrowDown")


def choose_layers(page):
    """Go from layer to layer, which opens one and closes another."""
    page.get_by_role("button", name="conv1", exact=True).focus()
    yield from press(page, *["ArrowDown"] * 39, *["ArrowUp"] * 39)


def hover(page, locator):
    """Move the pointer over elements, one after the other, again and again."""
    boxes = [each.bounding_box() for each in locator.all()]
    for box in cycle(boxes):
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        yield


def press(page, *keys):
    """Press keys, one after the other, again and again."""
    for key in cycle(keys):
        page.keyboard.press(key)
        yield


CASES = [
    ("no widget: a slider and a number", bare, scrub),
    ("ConvExplorer 9×9 ⋆ 5×5 full: hover an output", explorer, hover_outputs),
    ("ConvExplorer 9×9 ⋆ 5×5 full: scrub", explorer, scrub),
    ("ConvExplorer 9×9 ⋆ 5×5 full: retype an input", explorer, retype),
    ("FilterLab 256×256, 5×5, gray: turn a weight", filter_lab, turn_weight),
    ("FilterLab 256×256, 5×5, color: turn a weight", color_lab, turn_weight),
    ("ConnectivityExplorer 5×12 dense: hover a unit", connectivity, hover_units),
    ("ConnectivityExplorer 5×12 dense: change units", connectivity, change_units),
    ("EquivarianceLab 7×7: drag, which rotates", equivariance, drag_picture),
    ("VolumeExplorer 4×7×7, six 5×5: hover a map", volumes, hover_maps),
    ("VolumeExplorer 4×7×7, six 5×5: step in a map", volumes, step_map),
    ("VolumeExplorer 4×7×7, six 5×5: turn", volumes, turn_volumes),
    ("LeNetViewer: draw strokes", lenet, draw_strokes),
    ("LeNetViewer: hover a unit", lenet, hover_layer),
    ("PoolingLab 8×8, 8×8: hover an output", pooling, hover_pooled),
    ("PoolingLab 8×8, 8×8: change the padding", pooling, change_padding),
    ("PoolingLab 12 detectors: shift", pooling, shift_detectors),
    ("BackpropExplorer 7×7 by 3, 4×4: step, sums", backprop, step_delta),
    ("BackpropExplorer 7×7 by 3, 4×4: step, dX", gathered, step_gradient),
    ("BackpropExplorer 7×7 by 3, 4×4: retype", backprop, retype_input),
    ("ReceptiveField VGG-16: step from unit to unit", vgg, step_unit),
    ("ReceptiveField VGG-16: change a layer", vgg, change_layer),
    ("TrainLive, LeNet-5 training: draw a digit", training, draw_digit),
    ("TrainLive, LeNet-5 training: turn the rate", training, turn_rate),
    ("UnrollExplorer 3×8×8, four 5×5: hover a column", unrolled, hover_columns),
    ("UnrollExplorer 3×8×8, four 5×5: change padding", unrolled, change_padding),
    ("UnrollExplorer 3×8×8, four 5×5: step the FFT", frequencies, step_frequencies),
    ("UnrollExplorer 3×8×8, four 5×5: change a cost", unrolled, change_cost),
    ("ActivationExplorer 20 layers: turn the gain", activations, turn_gain),
    ("ArchitectureExplorer 40 layers: change a kernel", architecture, change_kernel),
    ("ArchitectureExplorer 40 layers: choose layers", architecture, choose_layers),
]
