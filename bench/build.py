"""How long the book takes to build: from nothing, and when nothing has changed."""

import subprocess
import tempfile
import time

from tests import site

COLD_BAR, WARM_BAR = 180, 20
COMMAND = ["jupyter-book", "build", ".", "-W", "-n", "--keep-going", "--quiet", "--path-output"]


def main():
    """Build twice into an empty folder; print both times and return them."""
    with tempfile.TemporaryDirectory() as folder:
        cold, warm = seconds(folder), seconds(folder)
    print(f"cold {cold:6.1f} s (bar {COLD_BAR} s)\nwarm {warm:6.1f} s (bar {WARM_BAR} s)")
    return {"cold": cold, "warm": warm, "bars": {"cold": COLD_BAR, "warm": WARM_BAR}}


def seconds(folder):
    """Return how long one build into ``folder`` takes."""
    start = time.perf_counter()
    subprocess.run([*COMMAND, folder], cwd=site.ROOT, check=True, capture_output=True)  # noqa: S603
    return time.perf_counter() - start
