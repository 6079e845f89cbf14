"""Command line: write the twins, or say which are out of step."""

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools.notebooks import twin
from tools.notebooks.book import Book, ConfigurationError
from tools.notebooks.execute import Cache
from tools.notebooks.parser import ConversionError

_AT_ONCE = 2


def main(arguments=None):
    """Run the command; return the exit status."""
    options = _options().parse_args(arguments)
    book = Book(options.root.resolve())
    try:
        pages = _chosen(book, options.chapters)
        return _check(book, pages) if options.check else _write(book, pages, options)
    except (ConfigurationError, ConversionError, twin.TwinError) as error:
        print(error, file=sys.stderr)
        return 1


def _options():
    parser = argparse.ArgumentParser(
        prog="python -m tools.notebooks", description="Write each chapter's notebook."
    )
    parser.add_argument(
        "chapters", nargs="*", type=Path, help="sources to convert (default: all of _toc.yml)"
    )
    parser.add_argument("--root", type=Path, default=Path(), help="the folder of _config.yml and _toc.yml")
    parser.add_argument("--check", action="store_true", help="only say which notebooks are out of step")
    parser.add_argument("--execute", action="store_true", help="run every cell, changed or not")
    parser.add_argument("--force", action="store_true", help="overwrite notebooks that were edited by hand")
    return parser


def _chosen(book, paths):
    """Return the chapters to work on."""
    wanted = {path.resolve() for path in paths}
    unknown = wanted - {page.path.resolve() for page in book.chapters}
    if unknown:
        raise ConfigurationError(f"not a chapter of _toc.yml: {', '.join(map(str, sorted(unknown)))}")
    return [page for page in book.chapters if not wanted or page.path.resolve() in wanted]


def _check(book, pages):
    problems = [problem for page in pages if (problem := twin.out_of_step(book, page))]
    print("\n".join(problems) or f"{len(pages)} notebooks are in step with their text")
    return 1 if problems else 0


def _write(book, pages, options):
    """Write the twins of the pages, two at a time; one that fails does not hold up the others."""
    if not options.force:
        for page in pages:
            twin.refuse_edited(page)
    cache, failed = Cache(book.root / "_build" / "twins"), 0
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        running = [
            pool.submit(cache.outputs, page, twin.code_cells(book, page), again=options.execute)
            for page in pages
        ]
        for page, outputs in zip(pages, running):
            try:
                print(_write_one(book, page, outputs.result()))
            except ConversionError as error:
                print(error, file=sys.stderr)
                failed = 1
    return failed


def _write_one(book, page, outputs):
    """Write one twin; return what to say about it."""
    text = twin.write(book, page, outputs)
    same = page.twin.exists() and page.twin.read_text(encoding="utf-8") == text
    page.twin.write_text(text, encoding="utf-8")
    return f"{page.twin.relative_to(book.root)}: {'unchanged' if same else 'written'}"


if __name__ == "__main__":
    sys.exit(main())
