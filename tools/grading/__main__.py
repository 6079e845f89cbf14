"""Command line: grade a class."""

import argparse
import os
import sys
from pathlib import Path

from tools.grading.collect import CollectError
from tools.grading.course import CourseError, check_set
from tools.grading.run import grade_class
from tools.grading.sandbox import Limits
from tools.grading.scratch import InUseError, alone, scratch
from tools.notebooks.book import ConfigurationError
from tools.notebooks.parser import ConversionError


def main(arguments=None):
    """Run the command; return the exit status."""
    options = _options().parse_intermixed_args(arguments)
    limits = Limits(options.cell_limit, options.limit, options.memory)
    try:
        check_set(options.root / options.sources, options.set)
        with alone(options.into), scratch() as folder:
            return grade_class(options, limits, folder)
    except (CourseError, CollectError, InUseError, ConfigurationError, ConversionError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on where this one was.", file=sys.stderr)
        return 130


def _options():
    parser = argparse.ArgumentParser(prog="python -m tools.grading", description="Grade a class.")
    parser.add_argument("set", help="the name of the set")
    parser.add_argument("source", nargs="?", type=Path, help="a folder or zip (default: what came before)")
    parser.add_argument("--root", type=Path, default=Path(), help="the folder of nbgrader_config.py")
    parser.add_argument("--sources", type=Path, default=Path("book/exercises"), help="the folder of the sets")
    parser.add_argument("--into", type=Path, default=Path("grading"), help="where all results go")
    parser.add_argument("--names", help="a regular expression with a group student_id, searched in the paths")
    parser.add_argument("--again", choices=["failed", "all"], help="grade again what is graded already")
    parser.add_argument("--cell-limit", type=int, default=30, help="seconds for one cell (default: 30)")
    parser.add_argument("--limit", type=int, default=300, help="seconds for a notebook (default: 300)")
    parser.add_argument("--memory", type=int, default=4096, help="MiB for a notebook (default: 4096)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="notebooks at a time")
    parser.add_argument("--no-sandbox", action="store_true", help="run the notebooks without walls")
    return parser


if __name__ == "__main__":
    sys.exit(main())
