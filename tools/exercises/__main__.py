"""Command line: write nbgrader's sources and the students' notebooks."""

import argparse
import sys
from pathlib import Path

from tools.exercises.notebook import PAGES, RELEASED, add_pages, source_notebook
from tools.exercises.release import students_notebooks
from tools.exercises.source import read_sets
from tools.notebooks.book import Book, ConfigurationError
from tools.notebooks.parser import ConversionError


def main(arguments=None):
    """Run the command; return the exit status."""
    options = _options().parse_args(arguments)
    try:
        book = Book(options.root.resolve())
        sources = (options.sources or book.root / PAGES).resolve()
        names = write_sources(book, sources, options.sets)
        for name, text in students_notebooks(book.root, names, sources):
            _write(book.root / RELEASED / name / f"{name}.ipynb", text)
    except (ConfigurationError, ConversionError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _options():
    parser = argparse.ArgumentParser(
        prog="python -m tools.exercises", description="Write the students' notebooks."
    )
    parser.add_argument("sets", nargs="*", help="names of sets (default: all)")
    parser.add_argument("--root", type=Path, default=Path(), help="the folder of _config.yml and _toc.yml")
    parser.add_argument("--sources", type=Path, help=f"the folder of the sets (default: {PAGES})")
    return parser


def write_sources(book, folder, chosen=()):
    """Write nbgrader's source beside the text of each set, or of those chosen; return their names."""
    sets = read_sets(folder)
    names = [each.name for each in sets]
    if unknown := sorted(set(chosen) - set(names)):
        raise ConfigurationError(f"no set {', '.join(unknown)} in {folder}; there are: {', '.join(names)}")
    pages = add_pages(book, sets)
    wanted = [each for each in sets if not chosen or each.name in chosen]
    for each in wanted:
        _write(each.path.with_suffix(".ipynb"), source_notebook(book, pages[each.name], each))
    return [each.name for each in wanted]


def _write(path, text):
    """Write a notebook where it changes, and say so."""
    same = path.exists() and path.read_text(encoding="utf-8") == text
    if not same:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    print(f"{path}: {'unchanged' if same else 'written'}")


if __name__ == "__main__":
    sys.exit(main())
