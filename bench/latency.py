"""From input event to painted result, in the widgets at their largest.

Three times for each event. The whole way, from the event's time stamp until after the paint, holds a wait
that no widget can shorten: Chromium draws 60 frames a second, so an event waits up to 16.7 ms for its frame.
The work is how long the main thread is at it between the event and the first frame that is handed over after
it: its listeners, style, layout, paint and commit, read from Chromium's own trace. On a busy machine that
holds moments in which another program has the processor; the processor time ("cpu") counts only those in
which the main thread itself runs. The first row is a page that only copies a number: what a machine takes
without a widget.
"""

import json
import statistics
from itertools import islice

from bench.latency_cases import CASES
from tests import browser

BAR = 16.0
EVENTS = 120
SETTLING = 60
INPUTS = ("pointermove", "keydown")
TIMES = ("cpu", "work", "whole")
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


def main():
    """Print the percentiles of each case and return them."""
    heads = "".join(f"{f'{name} 50 %':>12}{'95 %':>6}" for name in TIMES)
    print(f"{'input → paint, ms':46}{'events':>7}{heads}")
    with browser.chromium() as started:
        rows = [report(measure(started, *case)) for case in CASES]
    print(f"bar: 95th percentile {BAR} ms")
    return {"rows": rows, "bar": BAR}


def report(row):
    """Print the percentiles of a case and return them."""
    cells = "".join(f"{row[name]['median']:12.1f}{row[name]['p95']:6.1f}" for name in TIMES)
    print(f"{row['case']:46}{row['events']:7}{cells}", flush=True)
    return row


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
    times = times_of_events(json.loads(started.stop_tracing())["traceEvents"])
    times["whole"] = page.evaluate("window.wholes")
    page.close()
    return {"case": name, "events": len(times["work"])} | {key: percentiles(times[key]) for key in TIMES}


def times_of_events(trace):
    """Return the main thread's work and processor time from each input event until the next commit, in ms."""
    dispatches = [each for each in trace if each["name"] == "EventDispatch"]
    inputs = [each for each in dispatches if each["args"]["data"]["type"] in INPUTS]
    thread = inputs[0]["pid"], inputs[0]["tid"]
    spans = [each for each in trace if each["ph"] == "X" and (each["pid"], each["tid"]) == thread]
    tasks = outermost((each["ts"], each["ts"] + each["dur"]) for each in spans if each["name"] == "RunTask")
    commits = sorted((each for each in spans if each["name"] == "Commit"), key=end)
    times = {"work": [], "cpu": []}
    for event in sorted(inputs, key=lambda each: each["ts"]):
        commit = next((each for each in commits if end(each) > event["ts"]), None)
        if commit:
            overlaps = (min(end(commit), stop) - max(event["ts"], begin) for begin, stop in tasks)
            times["work"].append(sum(each for each in overlaps if each > 0) / 1000)
            times["cpu"].append((commit["tts"] + commit["tdur"] - event["tts"]) / 1000)
    return times


def end(span):
    """Return when a span of the trace ends, in microseconds."""
    return span["ts"] + span["dur"]


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
