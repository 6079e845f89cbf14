"""Where a submission's kernel runs: without network, and without sight of anything that it does not need."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import cnnlib

_SCRIPT = Path(__file__).with_name("sandbox.sh")
_TOOLS = ("unshare", "setpriv", "prlimit", "mount", "chroot")
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc")
# Users that no system gives to anybody. Each run and each of its workers takes another one, so that their
# processes are counted apart: one student's flood of them must not keep another's kernel from starting.
_FIRST_USER, _RUNS, _WORKERS = 61_300, 500, 8
_PROCESSES = 128


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    ``cell`` and ``submission`` are seconds of waiting for one cell and for all of them, ``memory`` is MiB.
    """

    cell: int = 30
    submission: int = 300
    memory: int = 4096


@dataclass(frozen=True)
class Sandbox:
    """A way to start programs in a folder of their own; ``walls`` says whether they are shut in."""

    walls: bool
    limits: Limits
    first_user: int = field(default_factory=lambda: _FIRST_USER + os.getpid() % _RUNS * _WORKERS)

    def command(self, arguments, folder, worker=0):
        """Return the command that runs ``arguments`` with ``folder`` as the only one it may write."""
        if not self.walls:
            return list(arguments)
        folder = Path(folder)
        root = folder.with_name(f"{folder.name}.root")
        root.mkdir(exist_ok=True)
        user = str(self.first_user + worker) if os.geteuid() == 0 else "-"
        unshare = ["unshare", "--net", "--mount", "--pid", "--fork", "--ipc", "--kill-child"]
        unshare += [] if user != "-" else ["--map-root-user"]
        wall = ["setpriv", "--pdeathsig=KILL", *unshare, "/bin/sh", str(_SCRIPT)]
        return [*wall, str(root), str(folder), user, *_shown(), "--", *arguments]

    def environment(self):
        """Return the variables that the program gets: none of the instructor's own."""
        threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        return threads | {
            "PATH": _path(),
            "HOME": "/home/student" if self.walls else os.environ.get("HOME", "/"),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(Path(cnnlib.__file__).parents[1]),  # the same cnnlib as here
            "PYTHONDONTWRITEBYTECODE": "1",
            "PIP_NO_INDEX": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "LIMIT_MEMORY": str(self.limits.memory * 2**20),
            "LIMIT_CPU": str(int(self.limits.submission)),
            "LIMIT_PROCESSES": str(_PROCESSES),
        }


def _path():
    """Return where programs are looked for: this Python first, then the system, its tools included."""
    return f"{Path(sys.executable).parent}:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def _shown():
    """Return the paths that a kernel reads: the system, this Python, the library; none inside another."""
    paths = [*_SYSTEM, sys.prefix, sys.base_prefix, *_libraries()]
    found = [path for path in dict.fromkeys(paths) if os.path.lexists(path)]
    return [path for path in found if not any(path.startswith(f"{other}/") for other in found)]


def _libraries():
    """Return the folder of cnnlib and those of what is installed."""
    installed = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    return [str(Path(cnnlib.__file__).parent), *installed]


def built(limits, folder):
    """Return a sandbox that works here; and why it has no walls, or None where it has."""
    sandbox = Sandbox(True, limits)
    missing = [tool for tool in _TOOLS if not shutil.which(tool, path=_path())]
    if missing:
        return Sandbox(False, limits), f"there is no {missing[0]}"
    folder = Path(folder) / "probe"
    folder.mkdir(parents=True, exist_ok=True)
    probe = sandbox.command([sys.executable, "-c", "import ipykernel, cnnlib.exercises"], folder)
    done = subprocess.run(
        probe, env=sandbox.environment(), cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    if done.returncode == 0:
        return sandbox, None
    return Sandbox(False, limits), (done.stderr.strip() or "it did not start").splitlines()[-1]
