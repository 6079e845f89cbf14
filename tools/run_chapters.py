"""Run the chapters that have changed, as many at once as there are processors.

Jupyter Book runs one chapter after the other. What it finds in its cache it does not run again, so
``python -m tools.run_chapters`` fills the cache first. A chapter that fails is left to Jupyter Book, which
says where.
"""

import logging
import os
from pathlib import Path

import yaml
from jupyter_cache import get_cache
from jupyter_cache.executors import load_executor

from tools.notebooks.book import Book

ROOT = Path(__file__).parent.parent
CACHE = ROOT / "_build" / ".jupyter_cache"
READER = {"type": "plugin", "name": "myst_nb_md"}


def main():
    """Run what the cache does not hold."""
    os.environ["CNNLIB_PRERENDER"] = "1"
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    cache = get_cache(CACHE)
    for page in reversed(Book(ROOT).chapters):  # the last ones train networks: who starts last, ends last
        cache.add_nb_to_project(str(page.path), read_data=READER)
    executor = load_executor("local-parallel", cache, logging.getLogger(__name__))
    executor.run_and_cache(timeout=config["execute"]["timeout"])


if __name__ == "__main__":
    main()
