"""The built site: where it is, which pages it has, and a server for it."""

import functools
import threading
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tools.notebooks.book import Book

ROOT = Path(__file__).parent.parent
SITE = ROOT / "_build" / "html"
MISSING = f"There is no built site in {SITE.relative_to(ROOT)}: run `make site`."


def pages():
    """Return the names of the book's pages below ``book/``, without their endings."""
    return sorted(page.name.removeprefix("book/") for page in Book(ROOT).pages)


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_):
        """Say nothing."""


@contextmanager
def served():
    """Serve the site on this machine; gives its address."""
    if not SITE.is_dir():
        raise RuntimeError(MISSING)
    handler = functools.partial(Quiet, directory=SITE)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
