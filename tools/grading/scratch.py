"""A folder for the time of one run. It holds hidden checks: what a killed run left is deleted by the next."""

import fcntl
import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

_PREFIX = "grading-"


class InUseError(Exception):
    """Another run writes into the same folder."""


@contextmanager
def alone(folder):
    """Keep other runs from writing into a folder, such as that of the results."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / ".lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUseError(f"another grading writes into {folder}: wait for its end") from None
        yield


@contextmanager
def scratch():
    """Yield a new folder that is deleted afterwards; nobody else deletes it while this process lives."""
    _clear()
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as folder, open(f"{folder}/lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield Path(folder)


def _clear():
    """Delete the folders of runs that are no more: whatever ends a process takes its lock away."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError), open(folder / "lock") as lock:  # another's, or in use
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
