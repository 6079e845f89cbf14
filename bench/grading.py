"""Grade a class of 200 made-up submissions, one in ten of which had an accident; stop it once, and go on."""

from __future__ import annotations

import csv
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from itertools import cycle, islice
from pathlib import Path

import nbformat

from tests import classroom
from tests.classroom import Classroom, text
from tools.grading.course import read_course

ROOT = Path(__file__).parents[1]
SET, STUDENTS, ACCIDENTS = "convolution", 200, 20
STOPPED_AT = 60


def main():
    """Print the table: minutes, submissions by what came of them, what was run again after the stop."""
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        sent = make_class(folder)
        first = _stopped(folder)
        kept, before = _records(folder), _processor_time()
        second = _timed(folder)
        spent = _processor_time() - before
        again = sum(path.stat().st_mtime_ns != kept[path] for path in kept)
        third = _timed(folder)
        counts = _counts(folder)
    result = {
        "submissions": sent,
        "minutes": (first + second) / 60,
        "grader seconds for each": spent / (sent - len(kept)),
        "graded before the stop": len(kept),
        "of these graded again": again,
        "minutes when nothing is new": third / 60,
        "status": counts,
        "files without a row": sent - sum(counts.values()),
    }
    for name, value in result.items():
        print(f"{name:30} {f'{value:.2f}' if isinstance(value, float) else value}")
    return result


def make_class(folder):
    """Write the submissions of a class below ``folder``; return how many files there are."""
    course = read_course(ROOT, ROOT / "book/exercises", SET, folder / "made")
    source = nbformat.read(folder / "made/source" / SET / f"{SET}.ipynb", as_version=4)
    room = Classroom.of(course, source)
    accidents = cycle(_accidents(room).values())
    files = [*_ordinary(room, STUDENTS)]
    every = STUDENTS // ACCIDENTS
    files[every - 1 :: every] = islice(accidents, ACCIDENTS)
    for number, data in enumerate(files):
        path = folder / "class" / f"student{number:03}" / f"{SET}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
    return len(files)


def _accidents(room):
    """Return one file of each accident."""
    return classroom.graded_accidents(room) | classroom.failed_accidents(room) | classroom.no_notebooks(room)


def _ordinary(room, count):
    """Yield notebooks that answer all, or all but some of the questions."""
    for number in range(count):
        left_out = room.functions[number % (len(room.functions) + 1) :][: number % 4]
        blank = "def {}(*arguments):\n    raise NotImplementedError"
        yield text(
            room.notebook(**{name: blank.format(name) for name in left_out}, why_flip=f"Answer {number}.")
        )


def _command(folder):
    return [
        sys.executable,
        "-m",
        "tools.grading",
        SET,
        str(folder / "class"),
        "--into",
        str(folder / "grading"),
    ]


def _stopped(folder):
    """Start the grading and kill it when enough is graded; return the seconds until then."""
    start = time.perf_counter()
    running = subprocess.Popen(_command(folder), cwd=ROOT)  # noqa: S603
    while running.poll() is None and len(_records(folder)) < STOPPED_AT:
        time.sleep(0.2)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    return time.perf_counter() - start


def _timed(folder):
    """Run the grading to its end; return the seconds."""
    start = time.perf_counter()
    subprocess.run(_command(folder), cwd=ROOT, check=True)  # noqa: S603
    return time.perf_counter() - start


def _processor_time():
    """Return the processor seconds of the gradings that have ended, without those of the kernels."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _records(folder):
    found = (folder / "grading" / SET / "records").glob("*.json")
    return {path: path.stat().st_mtime_ns for path in found}


def _counts(folder):
    table = folder / "grading" / SET / "results.csv"
    with table.open(encoding="utf-8-sig", newline="") as file:
        return dict(Counter(row["status"] for row in csv.DictReader(file)))
