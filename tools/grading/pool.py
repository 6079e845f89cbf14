"""Submissions graded side by side, each worker a process that may be killed without harm to the rest."""

import contextlib
import multiprocessing
import os
import queue
import shutil
import threading
from multiprocessing.connection import wait
from pathlib import Path

# Seconds that a worker may take beyond a submission's limit: to start and stop the kernel.
_PATIENCE = 60
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def grade_all(course, sandbox, submissions, folder, workers):
    """Yield ``(submission, result)`` as they come, from ``workers`` processes at once.

    Parameters
    ----------
    course : Course
    sandbox : Sandbox
    submissions : list of dict
    folder : Path
        Where each submission gets a folder of its own.
    """
    waiting, done = queue.SimpleQueue(), queue.SimpleQueue()
    for submission in submissions:
        waiting.put(submission)
    crew = [_Worker(i, course, sandbox, Path(folder)) for i in range(min(workers, len(submissions)))]
    for worker in crew:
        threading.Thread(target=worker.serve, args=(waiting, done), daemon=True).start()
    try:
        for _ in submissions:
            yield done.get()
    finally:
        for worker in crew:
            worker.stop()


class _Worker:
    """One process and the thread that waits for it."""

    def __init__(self, number, course, sandbox, folder):
        self.number, self.course, self.sandbox, self.folder = number, course, sandbox, folder
        self.process = self.pipe = None

    def serve(self, waiting, done):
        """Grade what is waiting, until nothing is."""
        while True:
            try:
                submission = waiting.get_nowait()
            except queue.Empty:
                return
            done.put((submission, self._grade(submission)))

    def _grade(self, submission):
        """Return the result of one submission; a process that ends or hangs is a failed grading."""
        if self.process is None or not self.process.is_alive():
            self._start()
        limit = self.sandbox.limits.submission
        try:
            self.pipe.send(submission)
            if self.pipe.poll(limit + _PATIENCE):
                return self.pipe.recv()
            reason = f"it did not end within {limit:g} s"
        except (EOFError, OSError):
            reason = "the process that graded it ended: is the memory too small?"
        self.stop()
        return {"status": "failed", "reason": reason}

    def _start(self):
        """Start a process; it is a new Python, not a copy of this one with its threads."""
        context = multiprocessing.get_context("spawn")
        self.pipe, other = context.Pipe()
        place = self.folder / str(self.number)
        shutil.rmtree(place, ignore_errors=True)
        arguments = (other, self.course, self.sandbox, place, self.number)
        self.process = context.Process(target=_serve, args=arguments, daemon=True)
        self.process.start()
        other.close()

    def stop(self):
        """End the process, and with it the kernel."""
        if self.process is not None:
            self.process.kill()
            self.process.join()
            self.process = None


def _serve(pipe, course, sandbox, folder, number):
    """Grade what comes through the pipe: the main function of a worker's process."""
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    threading.Thread(target=_end_with_parent, daemon=True).start()
    from tools.grading.grade import grade

    with contextlib.suppress(EOFError, KeyboardInterrupt):
        while True:
            pipe.send(grade(course, sandbox, pipe.recv(), folder, number))


def _end_with_parent():
    wait([multiprocessing.parent_process().sentinel])
    os._exit(1)
