"""Run every benchmark of this folder, or those named: ``python -m bench [name ...]``.

A benchmark is a module whose ``main()`` prints a table and returns what ``bench/results/<name>.json`` keeps.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
THREADS = 2
NOT_BENCHMARKS = {"__main__", "latency_cases", "tables", "timing"}


def main(names):
    """Run the benchmarks called ``names``, or all of them."""
    known = [found.name for found in pkgutil.iter_modules([str(FOLDER)]) if found.name not in NOT_BENCHMARKS]
    for name in names:
        if name not in known:
            raise SystemExit(f"There is no benchmark {name!r}, only {', '.join(known)}.")
    (FOLDER / "results").mkdir(exist_ok=True)
    for name in names or known:
        benchmark = importlib.import_module(f"bench.{name}")
        print(f"\n{name}: {benchmark.__doc__.splitlines()[0]}", flush=True)
        result = {"threads": THREADS, "result": benchmark.main()}
        (FOLDER / "results" / f"{name}.json").write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    # The libraries read these once, when they are loaded.
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = str(THREADS)
    main(sys.argv[1:])
