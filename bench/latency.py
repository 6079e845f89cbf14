"""From input event to painted result, in the widgets at their largest.

Two times for each event. The whole way, from the event's time stamp until after the paint, holds a wait that
no widget can shorten: Chromium draws 60 frames a second, so an event waits up to 16.7 ms for its frame. The
work is what the main thread does between the event and the first frame that is handed over after it: its
listeners, style, layout, paint and commit, read from Chromium's own trace. The first row is a page that only
copies a number: what a machine takes without a widget.
"""

import json
import statistics
from itertools import cycle, islice

from cnnlib.widgets import ConvExplorer, FilterLab
from tests import browser

BAR = 16.0
EVENTS = 120
SETTLING = 60
INPUTS = ("pointermove", "keydown")
TRACED = ["devtools.timeline", "disabled-by-default-devtools.timeline"]
PROBE = """() => {
  window.wholes = [];
  const painted = new MessageChannel();
  let start = null;
  painted.port1.onmessage = () => { window.wholes.push(performance.now() - start); start = null; };
  const begin = (event) => {
    if (start !== null) return;
    start = event.timeStamp;
    requestAnimationFrame(() => painted.port2.postMessage(null));
  };
  for (const type of ["pointermove", "keydown"]) window.addEventListener(type, begin, true);
}"""
BARE = """() => {
  const range = document.createElement("input");
  Object.assign(range, { type: "range", max: 200, ariaLabel: "Output" });
  const shown = document.createElement("p");
  range.addEventListener("input", () => { shown.textContent = range.value; });
  document.body.append(range, shown);
}"""


def main():
    """Print the percentiles of each case and return them."""
    with browser.chromium() as started:
        rows = [measure(started, *case) for case in CASES]
    print(
        f"{'input → paint, ms':46} {'events':>6} {'work 50 %':>10} {'95 %':>6} {'whole 50 %':>11} {'95 %':>6}"
    )
    for row in rows:
        work, whole = row["work"], row["whole"]
        print(
            f"{row['case']:46} {row['events']:6} {work['median']:10.1f} {work['p95']:6.1f} "
            f"{whole['median']:11.1f} {whole['p95']:6.1f}"
        )
    print(f"bar: 95th percentile {BAR} ms")
    return {"rows": rows, "bar": BAR}


def measure(started, name, prepare, act):
    """Return the percentiles of one case."""
    page = started.new_page(viewport={"width": 1200, "height": 1000})
    page.set_content(browser.BLANK)
    prepare(page)
    page.wait_for_timeout(500)
    page.evaluate(PROBE)
    started.start_tracing(page=page, categories=TRACED)
    for _ in islice(act(page), EVENTS):
        page.wait_for_timeout(SETTLING)
    works = work_of_events(json.loads(started.stop_tracing())["traceEvents"])
    wholes = page.evaluate("window.wholes")
    page.close()
    return {"case": name, "events": len(works), "work": percentiles(works), "whole": percentiles(wholes)}


def work_of_events(trace):
    """Return the main thread's work from each input event until the next commit, in milliseconds."""
    dispatches = [each for each in trace if each["name"] == "EventDispatch"]
    inputs = [each for each in dispatches if each["args"]["data"]["type"] in INPUTS]
    thread = inputs[0]["pid"], inputs[0]["tid"]
    spans = [each for each in trace if each["ph"] == "X" and (each["pid"], each["tid"]) == thread]
    tasks = outermost((each["ts"], each["ts"] + each["dur"]) for each in spans if each["name"] == "RunTask")
    commits = sorted(each["ts"] + each["dur"] for each in spans if each["name"] == "Commit")
    works = []
    for start in sorted(each["ts"] for each in inputs):
        end = next((each for each in commits if each > start), None)
        if end is not None:
            overlaps = (min(end, stop) - max(start, begin) for begin, stop in tasks)
            works.append(sum(each for each in overlaps if each > 0) / 1000)
    return works


def outermost(intervals):
    """Return those intervals that lie in no other."""
    kept = []
    for begin, stop in sorted(intervals, key=lambda each: (each[0], -each[1])):
        if not kept or begin >= kept[-1][1]:
            kept.append((begin, stop))
    return kept


def percentiles(times):
    """Return the median and the 95th percentile."""
    return {"median": statistics.median(times), "p95": statistics.quantiles(times, n=20)[-1]}


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


def hover_outputs(page):
    """Move the pointer over the outputs, one after the other."""
    for cell in page.get_by_role("grid", name="output").get_by_role("gridcell").all():
        box = cell.bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        yield


def scrub(page):
    """Step through the outputs with the arrow keys on the slider."""
    page.get_by_role("slider", name="Output").focus()
    yield from press(page, "ArrowRight")


def retype(page):
    """Open the cell in the middle of the input, write another number, close it."""
    page.get_by_role("grid", name="input").get_by_role("gridcell").nth(40).focus()
    for key in cycle(["Enter", "7", "Enter", "Enter", "3", "Enter"]):
        page.keyboard.press(key)
        yield


def turn_weight(page):
    """Raise a weight of the kernel with the arrow key, which filters the whole picture each time."""
    page.get_by_role("spinbutton", name="weight in row 2, column 2").focus()
    yield from press(page, "ArrowUp")


def press(page, key):
    """Press a key again and again."""
    while True:
        page.keyboard.press(key)
        yield


CASES = [
    ("no widget: a slider and a number", bare, scrub),
    ("ConvExplorer 9×9 ⋆ 5×5 full: hover an output", explorer, hover_outputs),
    ("ConvExplorer 9×9 ⋆ 5×5 full: scrub", explorer, scrub),
    ("ConvExplorer 9×9 ⋆ 5×5 full: retype an input", explorer, retype),
    ("FilterLab 256×256, 5×5, gray: turn a weight", filter_lab, turn_weight),
    ("FilterLab 256×256, 5×5, color: turn a weight", color_lab, turn_weight),
]
