"""Training in the page: how soon the held-out digits are known, and how long the main thread is ever busy.

TrainLive trains in a worker until 95 % of the held-out digits are right. Meanwhile every task of the page's
main thread is read from Chromium's own trace: what a reader does waits for the longest at most. On a busy
machine that holds moments in which another program has the processor; the work is processor time alone.
"""

import json

from bench.latency import TRACED, end, outermost
from cnnlib.widgets import TrainLive
from cnnlib.widgets.train_live_layers import PRESETS
from tests import browser

BAR = {"accuracy": 0.95, "seconds": 60.0, "task_ms": 50.0}
CASES = [("LeNet-5", seed) for seed in range(3)] + [("Small CNN", 0), ("Only dense", 0)]
# What the held-out digits gave, and when, from the moment at which the training began.
PROBE = """() => {
  const words = el.querySelector(".train_live-held-words");
  const [start, said] = [performance.now(), []];
  window.reached = new Promise((resolve) => {
    new MutationObserver(() => {
      const accuracy = Number(/[\\d.]+(?= % right)/.exec(words.textContent)[0]) / 100;
      said.push([(performance.now() - start) / 1000, accuracy]);
      if (accuracy >= 0.95) resolve(said);
    }).observe(words, { childList: true, characterData: true, subtree: true });
  });
}"""
WAIT = "Promise.race([reached, new Promise((_, reject) => setTimeout(reject, 60000, Error('too slow')))])"


def main():
    """Print, for each network and seed, the time to the bar and the longest task; return them."""
    heads = f"{'held out':>10}{'after':>9}{'longest task':>14}{'most work':>13}{'tasks':>7}"
    print(f"{'network':12}{'seed':>5}{heads}")
    with browser.chromium() as started:
        rows = [report(measure(started, *case)) for case in CASES]
    print(f"bar: {BAR['accuracy']:.0%} within {BAR['seconds']:g} s, no task above {BAR['task_ms']:g} ms")
    return {"rows": rows, "bar": BAR}


def report(row):
    """Print what was measured of one training and return it."""
    print(
        f"{row['network']:12}{row['seed']:5}{row['accuracy']:10.1%}{row['seconds']:7.1f} s"
        f"{row['task_ms']:11.1f} ms{row['work_ms']:10.1f} ms{row['tasks']:7}",
        flush=True,
    )
    return row


def measure(started, network, seed):
    """Train one network until the bar is reached."""
    page = started.new_page(viewport={"width": 1200, "height": 1000})
    page.set_content(browser.BLANK)
    browser.mount(page, TrainLive(PRESETS[network], seed=seed))
    page.wait_for_selector(".train_live-board:not(.train_live-waiting)")
    started.start_tracing(page=page, categories=TRACED)
    page.evaluate(PROBE)
    page.get_by_role("button", name="Train").click()
    seconds, accuracy = page.evaluate(WAIT)[-1]
    tasks = main_thread_tasks(json.loads(started.stop_tracing())["traceEvents"])
    page.close()
    longest, work = (max(times) for times in zip(*tasks))
    about = {"network": network, "seed": seed, "accuracy": accuracy, "seconds": seconds}
    return about | {"task_ms": longest, "work_ms": work, "tasks": len(tasks)}


def main_thread_tasks(trace):
    """Return how long each task of the page's main thread took, and its processor time, in milliseconds."""
    commits = [each for each in trace if each["name"] == "Commit" and each["ph"] == "X"]
    thread = commits[0]["pid"], commits[0]["tid"]
    spans = [each for each in trace if each["name"] == "RunTask" and each["ph"] == "X"]
    own = [each for each in spans if (each["pid"], each["tid"]) == thread]
    kept = set(outermost((each["ts"], end(each)) for each in own))
    return [(each["dur"] / 1000, each["tdur"] / 1000) for each in own if (each["ts"], end(each)) in kept]
