"""The grader's command, called in the wrong way."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tests import classroom
from tools.grading import __main__ as command
from tools.grading.scratch import alone, scratch

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nothing", "."], "there is no set 'nothing'"),
        (["small", "{}/missing"], "is not there"),
        (["small", "{}/small.ipynb"], "is no folder and no zip"),
        (["small", "{}/empty"], "is empty"),
        (["small"], "nothing has been handed over for small"),
        (["small", "{}/small", "--names", "("], "NAMES is no regular expression"),
        (["small", "{}/small", "--names", "x"], "NAMES has no group"),
    ],
)
def test_a_wrong_command_is_told(tmp_path, capsys, arguments, message):
    for folder in ("empty", "small", "exercises/small"):
        (tmp_path / folder).mkdir(parents=True)
    nbformat.write(classroom.small_set(), tmp_path / "exercises/small/small.ipynb")
    for name in ("small.ipynb", "small/x.ipynb"):
        (tmp_path / name).write_text("{}")
    assert run(tmp_path, *(argument.format(tmp_path) for argument in arguments)) == 1
    assert message in capsys.readouterr().err


def run(folder, *arguments):
    """Run the command on the sets and the results of a folder; return its exit status."""
    places = {"--root": ROOT, "--sources": folder / "exercises", "--into": folder / "grading"}
    return command.main([*arguments, *(str(each) for pair in places.items() for each in pair)])


def test_two_runs_do_not_write_into_one_folder(tmp_path, capsys):
    (tmp_path / "exercises/small").mkdir(parents=True)
    nbformat.write(classroom.small_set(), tmp_path / "exercises/small/small.ipynb")
    with alone(tmp_path / "grading"):
        assert run(tmp_path, "small") == 1
    assert "another grading writes into" in capsys.readouterr().err
    assert run(tmp_path, "small") == 1
    assert "nothing has been handed over" in capsys.readouterr().err


def test_what_a_killed_run_left_is_deleted_by_the_next(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    code = "import time\nfrom tools.grading.scratch import scratch\nwith scratch() as folder:\n"
    code += "    print(folder, flush=True)\n    time.sleep(60)"
    running = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    left = Path(running.stdout.readline().strip())
    with scratch() as mine:
        assert left.exists(), "the folder of a run that goes on was deleted"
        assert mine.exists()
    os.kill(running.pid, signal.SIGKILL)
    running.communicate()
    assert left.exists()
    with scratch():
        assert not left.exists()
    assert list(tmp_path.iterdir()) == []
