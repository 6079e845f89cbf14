"""The kernel of one submission, and nbgrader's execution made to hold whatever a cell does."""

import asyncio
import os
import sys
from pathlib import Path
from subprocess import DEVNULL
from time import monotonic

from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbgrader.preprocessors import Execute
from traitlets import Any, Float, Int

# Before any code of the student: the checks take their copy of NumPy's functions when they are imported.
_GUARD = Path(__file__).with_name("guard.py").read_text(encoding="utf-8")
_FIRST = f"exec({_GUARD!r}, {{'__name__': '__main__'}})"
_KEPT_OUTPUT, _MOST_OUTPUT = 200_000, 20_000_000


class GradingFailed(Exception):
    """The submission cannot be graded; the message says why, for the instructor."""


class Kernel(AsyncKernelManager):
    """A kernel in a sandbox, reached by sockets in its own folder: a network of its own has no address."""

    sandbox = Any()
    worker = Int(0)

    def format_kernel_cmd(self, extra_arguments=None):
        """Return the command that starts the kernel."""
        python = [sys.executable, "-m", "ipykernel_launcher", "-f", self.connection_file]
        python += [f"--IPKernelApp.exec_lines={_FIRST}", *(extra_arguments or [])]
        return self.sandbox.command(python, Path(self.connection_file).parent, self.worker)

    async def _async_pre_start_kernel(self, **options):
        options |= {"env": self.sandbox.environment(), "stdout": DEVNULL, "stderr": DEVNULL}
        return await super()._async_pre_start_kernel(**options)

    pre_start_kernel = _async_pre_start_kernel


class Run(Execute):
    """Run the cells; remember which one runs, bound the time of all and the output of each."""

    sandbox = Any()
    worker = Int(0)
    submission = Float(300, help="seconds for all cells")
    shutdown_kernel = "immediate"

    def run(self, notebook, folder):
        """Run the notebook's cells in ``folder``; raise GradingFailed where that cannot come to an end."""
        self.folder, self.at, self.ends = Path(folder), None, monotonic() + self.submission
        self.limit, self.slow = self.timeout, set()
        try:
            return self.preprocess(notebook, {"metadata": {"path": str(folder)}})[0]
        except DeadKernelError:
            raise GradingFailed(f"the kernel died in {self._place(notebook)}") from None
        except CellTimeoutError:
            raise GradingFailed(f"{self._place(notebook)} could not be stopped") from None

    def create_kernel_manager(self):
        """Return a kernel that is yet to be started in the submission's folder."""
        self.km = Kernel(
            kernel_name="python3",
            connection_file=str(self.folder / "k.json"),
            transport="ipc" if self.sandbox.walls else "tcp",
            sandbox=self.sandbox,
            worker=self.worker,
        )
        return self.km

    def preprocess_cell(self, cell, resources, index):
        """Run one cell, if there is time left."""
        if self.at is None:
            self._close_folder()
        self.at, self.flood = index, 0
        if monotonic() > self.ends:
            raise GradingFailed(f"all cells together took longer than {self.submission:g} s")
        # What did not answer one check in time is not waited for as long by the next.
        exercise = cell.metadata.get("nbgrader", {}).get("grade_id", "").rpartition("-")[0]
        self.timeout = max(1, self.limit // 6) if exercise in self.slow else self.limit
        done = super().preprocess_cell(cell, resources, index)
        if self.flood > _MOST_OUTPUT:
            _tell_flood(cell)
        if exercise and any(each.get("ename") == "CellTimeoutError" for each in cell.get("outputs", ())):
            self.slow.add(exercise)
        return done

    def process_message(self, msg, cell, cell_index):
        """Take a message from the kernel; past a limit its outputs are dropped, then the cell is stopped."""
        if msg["msg_type"] in ("stream", "display_data", "execute_result", "update_display_data"):
            content, before = msg["content"], self.flood
            self.flood += len(str(content))
            if before <= _MOST_OUTPUT < self.flood:
                self.interrupting = asyncio.ensure_future(self.km.interrupt_kernel())
            if before > _KEPT_OUTPUT:
                return None
            if len(text := content.get("text", "")) > _KEPT_OUTPUT:
                content["text"] = f"{text[:_KEPT_OUTPUT]}\n(The rest is cut off.)\n"
        return super().process_message(msg, cell, cell_index)

    def _close_folder(self):
        """Let the kernel write no more on this machine's disk: its sockets are there, and /tmp is its own."""
        if self.sandbox.walls and os.geteuid() == 0:
            os.chown(self.folder, 0, 0)

    def _place(self, notebook):
        """Say which cell runs, in words that find it in the student's notebook."""
        if self.at is None:
            return "its first moments, before any cell"
        cell = notebook.cells[self.at]
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        first = cell.source.strip().partition("\n")[0][:60]
        return f"the cell {name} ({first})" if name else f"the cell that begins with {first!r}"


def _tell_flood(cell):
    """Say of a cell that was interrupted for its output that this is why."""
    for output in cell.outputs:
        if output.get("ename") == "KeyboardInterrupt":
            text = f"stopped after {_MOST_OUTPUT / 1e6:.0f} million characters: is there an endless loop?"
            output.update(ename="OutputLimitError", evalue=text, traceback=[])
