"""What ``import cnnlib`` costs, in fresh interpreters, and that it brings nothing heavy along."""

from __future__ import annotations

import subprocess
import sys
import time
from statistics import median

RUNS = 10
BAR = 0.15
HEAVY = ("torch", "matplotlib", "ipywidgets")
STATEMENTS = {
    "pass": "pass",
    "cnnlib": "import cnnlib",
    "cnnlib.ops.vectorized": "import cnnlib.ops.vectorized",
    "cnnlib.functional": "import cnnlib.functional",
    "numpy": "import numpy",
}


def main():
    """Print the median of each import, with and without the interpreter's own start, and return them."""
    seconds = {name: [] for name in STATEMENTS}
    for _ in range(RUNS):
        for name, statement in STATEMENTS.items():
            seconds[name].append(start(statement))
    medians = {name: median(times) for name, times in seconds.items()}
    loaded = [name for name in HEAVY if name in modules_after("import cnnlib")]
    print(f"{'median of ' + str(RUNS) + ', ms':24} {'whole':>8} {'beyond pass':>12}")
    for name, whole in medians.items():
        print(f"{name:24} {whole * 1e3:8.1f} {(whole - medians['pass']) * 1e3:12.1f}")
    print(
        f"bar: import cnnlib {BAR * 1e3:.0f} ms; heavy modules that it loads: {', '.join(loaded) or 'none'}"
    )
    return {"median seconds": medians, "heavy modules loaded": loaded, "bar": BAR}


def start(statement):
    """Return the seconds that a fresh interpreter takes to run one statement."""
    began = time.perf_counter()
    _run(statement)
    return time.perf_counter() - began


def modules_after(statement):
    """Return the names of all modules that a fresh interpreter has loaded after one statement."""
    return _run(f"import sys; {statement}; print(*sys.modules)").split()


def _run(code):
    command = [sys.executable, "-c", code]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
