"""Command line: write nbgrader's sources and the students' notebooks, or prove the checks."""

import argparse
import sys
from pathlib import Path

from tools.exercises.notebook import PAGES, notebook_place, write, write_sources
from tools.exercises.proof import prove
from tools.exercises.release import students_notebooks
from tools.exercises.source import read_sets
from tools.notebooks.book import Book, ConfigurationError
from tools.notebooks.parser import ConversionError


def main(arguments=None):
    """Run the command; return the exit status."""
    options = _options().parse_args(arguments)
    root = options.root.resolve()
    sources = (options.sources or root / PAGES).resolve()
    try:
        sets = read_sets(sources, options.sets)
        return _prove(sets) if options.prove else _write_all(root, sources, sets)
    except (ConfigurationError, ConversionError) as error:
        print(error, file=sys.stderr)
        return 1


def _options():
    parser = argparse.ArgumentParser(
        prog="python -m tools.exercises", description="Write the students' notebooks."
    )
    parser.add_argument("sets", nargs="*", help="names of sets (default: all)")
    parser.add_argument("--root", type=Path, default=Path(), help="the folder of _config.yml and _toc.yml")
    parser.add_argument("--sources", type=Path, help=f"the folder of the sets (default: {PAGES})")
    parser.add_argument("--prove", action="store_true", help="write nothing, but say what the checks miss")
    return parser


def _prove(sets):
    """Say of each set what its checks find and what they miss."""
    failed = 0
    for each in sets:
        proof = prove(each)
        coded = sum(not exercise.in_words for exercise in each.exercises)
        print(f"{each.name}: {coded} coded exercises, {each.points} points; of the wrong answers,")
        print(
            f"{len(proof.seen)} are explained by a visible check, {len(proof.hidden)} by a hidden one alone"
        )
        print("".join(f"  hidden alone: {name}\n" for name in proof.hidden), end="")
        print("".join(f"  PROBLEM {problem}\n" for problem in proof.problems), end="")
        failed |= bool(proof.problems)
    return int(failed)


def _write_all(root, sources, sets):
    """Write both notebooks of each set."""
    for said in write_sources(Book(root), sets):
        print(said)
    for name, text in students_notebooks(root, [each.name for each in sets], sources):
        print(write(root / notebook_place(name), text))
    return 0


if __name__ == "__main__":
    sys.exit(main())
