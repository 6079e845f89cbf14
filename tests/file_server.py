"""A server on this machine that gives a file as good and as bad mirrors do."""

import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Mirror:
    """A running server, which gives `content` in the manners of `MANNERS`, and lists those `asked` for."""

    def __init__(self, port, content):
        self.port = port
        self.content = content
        self.asked = []
        self.closing = threading.Event()
        self.both_here = threading.Barrier(2)

    def address(self, manner, name="file.gz"):
        """Return the address at which the content comes in a manner."""
        return f"http://127.0.0.1:{self.port}/{manner}/{name}"


@contextmanager
def mirror(content):
    """Serve `content` until the block is left."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.mirror = Mirror(server.server_address[1], content)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.mirror
    finally:
        server.mirror.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        mirror = self.server.mirror
        manner = self.path.split("/")[1]
        mirror.asked.append(manner)
        MANNERS[manner](self, mirror)

    def begin(self, length=None, **headers):
        self.send_response(200)
        if length is not None:
            self.send_header("Content-Length", str(length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def log_message(self, *_):
        """Keep the tests' output clean."""


def _good(handler, mirror):
    handler.begin(len(mirror.content))
    handler.wfile.write(mirror.content)


def _slow(handler, mirror):
    handler.begin(len(mirror.content))
    quarter = len(mirror.content) // 4 + 1
    for start in range(0, len(mirror.content), quarter):
        handler.wfile.write(mirror.content[start : start + quarter])
        handler.wfile.flush()
        time.sleep(0.05)


def _together(handler, mirror):
    """Begin only when two ask at once."""
    mirror.both_here.wait(timeout=60)
    _slow(handler, mirror)


def _silent(handler, mirror):
    """Promise everything, send half, and then nothing for as long as the server runs."""
    handler.begin(len(mirror.content))
    handler.wfile.write(mirror.content[: len(mirror.content) // 2])
    handler.wfile.flush()
    mirror.closing.wait()


def _mute(handler, mirror):
    mirror.closing.wait()


def _cut(handler, mirror):
    handler.begin(len(mirror.content))
    handler.wfile.write(mirror.content[: len(mirror.content) // 2])


def _truncated(handler, mirror):
    """Give half of the file as if it were all: the gzip stream ends too soon."""
    half = mirror.content[: len(mirror.content) // 2]
    handler.begin(len(half))
    handler.wfile.write(half)


def _other(handler, mirror):
    handler.begin(len(mirror.content))
    handler.wfile.write(mirror.content[::-1])


def _login(handler, mirror):
    """Answer as the gate of a hotel's network does: 200, and a page instead of the file."""
    page = b"<html>Please log in</html>"
    handler.begin(len(page), Content_Type="text/html")
    handler.wfile.write(page)


def _encoded(handler, mirror):
    """Call the file's own compression the encoding of the transfer, as some servers do with .gz files."""
    handler.begin(len(mirror.content), Content_Encoding="gzip")
    handler.wfile.write(mirror.content)


def _unmeasured(handler, mirror):
    handler.begin()
    handler.wfile.write(mirror.content)


MANNERS = {
    "good": _good,
    "slow": _slow,
    "together": _together,
    "silent": _silent,
    "mute": _mute,
    "cut": _cut,
    "truncated": _truncated,
    "other": _other,
    "login": _login,
    "encoded": _encoded,
    "unmeasured": _unmeasured,
    "forbidden": lambda handler, mirror: handler.send_error(403),
    "missing": lambda handler, mirror: handler.send_error(404),
    "broken": lambda handler, mirror: handler.send_error(500),
}
