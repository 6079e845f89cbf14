"""From input event to painted result, in the widgets at their largest.

A frame is painted as soon as it is ready: Chromium runs without its limit of 60 frames a second, which would
add up to 16.7 ms of waiting that says nothing about the widget.
"""

import statistics

from cnnlib.widgets import ConvExplorer, FilterLab
from tests import browser

BAR = 16.0
PROBE = """() => {
  window.latencies = [];
  const painted = new MessageChannel();
  let start = null;
  painted.port1.onmessage = () => { window.latencies.push(performance.now() - start); start = null; };
  const begin = (event) => {
    if (start !== null) return;
    start = event.timeStamp;
    requestAnimationFrame(() => painted.port2.postMessage(null));
  };
  for (const type of ["pointermove", "keydown", "input"]) window.addEventListener(type, begin, true);
}"""


def main():
    """Print the percentiles of each case and return them."""
    rows = []
    with browser.chromium("--disable-frame-rate-limit", "--disable-gpu-vsync") as started:
        for name, widget, act in CASES:
            page = started.new_page(viewport={"width": 1200, "height": 1000})
            page.set_content(browser.BLANK)
            browser.mount(page, widget())
            page.wait_for_timeout(500)
            page.evaluate(PROBE)
            act(page)
            rows.append(summary(name, page.evaluate("window.latencies")))
            page.close()
    print(f"{'input → paint, ms':44} {'events':>6} {'median':>7} {'95 %':>7} {'max':>7}")
    for row in rows:
        print(f"{row['case']:44} {row['events']:6} {row['median']:7.1f} {row['p95']:7.1f} {row['max']:7.1f}")
    print(f"bar: 95th percentile {BAR} ms")
    return {"rows": rows, "bar": BAR}


def summary(name, latencies):
    """Return the number of events and the percentiles of their latencies, in milliseconds."""
    p95 = statistics.quantiles(latencies, n=20)[-1]
    return {
        "case": name,
        "events": len(latencies),
        "median": statistics.median(latencies),
        "p95": p95,
        "max": max(latencies),
    }


def explorer():
    """Return ConvExplorer at its largest: 9 × 9 numbers, a 5 × 5 kernel, full padding."""
    input_numbers = [[(3 * i + 5 * j) % 10 for j in range(9)] for i in range(9)]
    kernel = [[(i * j) % 5 - 2 for j in range(5)] for i in range(5)]
    return ConvExplorer(input=input_numbers, kernel=kernel, padding="full")


def filter_lab():
    """Return FilterLab with a photograph of 256 × 256 and a 5 × 5 kernel."""
    return FilterLab(picture="china", kernel="gaussian")


def color_lab():
    """Return the same in color."""
    return FilterLab(picture="china", kernel="gaussian", color=True)


def hover_outputs(page):
    """Move the pointer over the outputs, one after the other."""
    for cell in page.get_by_role("grid", name="output").get_by_role("gridcell").all()[:120]:
        box = cell.bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(20)


def scrub(page):
    """Step through the outputs with the arrow keys on the slider."""
    page.get_by_role("slider", name="Output").focus()
    press(page, "ArrowRight", 120)


def turn_weight(page):
    """Raise a weight of the kernel with the arrow key, which filters the whole picture each time."""
    page.get_by_role("spinbutton", name="weight in row 2, column 2").focus()
    press(page, "ArrowUp", 120)


def press(page, key, times):
    """Press a key several times, and let each be painted."""
    for _ in range(times):
        page.keyboard.press(key)
        page.wait_for_timeout(30)


CASES = [
    ("ConvExplorer 9×9 ⋆ 5×5 full: hover an output", explorer, hover_outputs),
    ("ConvExplorer 9×9 ⋆ 5×5 full: scrub", explorer, scrub),
    ("FilterLab 256×256, 5×5, gray: turn a weight", filter_lab, turn_weight),
    ("FilterLab 256×256, 5×5, color: turn a weight", color_lab, turn_weight),
]
