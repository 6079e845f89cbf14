"""What a cell may do to the machine that grades it: not much."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tools.grading.guard import TOLD
from tools.grading.kernel import GradingFailed, Run
from tools.grading.sandbox import Limits, Sandbox, built


@pytest.fixture(scope="module")
def short_folder():
    # A socket's path has at most 107 characters.
    folder = Path(tempfile.mkdtemp())
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def sandbox(short_folder):
    found, missing = built(Limits(memory=2048), short_folder)
    if missing:
        pytest.skip(f"this system has no sandbox: {missing}")
    return found


def run(sandbox, folder, *sources, timeout=3):
    """Run cells; return what each said, its errors included."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    own = folder / "run"
    own.mkdir()
    try:
        done = Run(sandbox=sandbox, timeout=timeout, submission=20).run(notebook, own)
    finally:
        shutil.rmtree(own)
    return [" ".join(map(_said, cell.outputs)) for cell in done.cells]


def _said(output):
    return output.get("ename") or "".join(output.get("text", "")) or output.data["text/plain"]


def test_memory_files_and_output_are_bounded(sandbox, short_folder):
    hog, disk, flood, fine = run(
        sandbox,
        short_folder,
        "x = bytearray(8 << 30)",
        "with open('big', 'wb') as file:\n    while True:\n        file.write(bytes(10_000_000))",
        "while True:\n    print('x' * 1000)",
        "1 + 1",
    )
    assert (hog, disk, fine) == ("MemoryError", "OSError", "2")
    assert flood.endswith("OutputLimitError")
    assert len(flood) < 2_000_000


def test_a_fork_bomb_goes_off_in_its_own_room(sandbox, short_folder):
    with_bomb = "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass"
    with pytest.raises(GradingFailed):
        run(sandbox, short_folder, f"{with_bomb}", "1 + 1")
    assert run(sandbox, short_folder, "1 + 1") == ["2"]


@pytest.mark.skipif(os.geteuid() != 0, reason="a folder's owner can always write into it")
def test_nothing_is_written_on_the_disk_of_the_machine(sandbox, short_folder):
    write = (
        "import pathlib, sys\nplace = pathlib.Path(sys.argv[2]).parent\nplace.joinpath('x').write_text('x')"
    )
    assert run(sandbox, short_folder, write, "open('own.txt', 'w').write('x')") == ["PermissionError", "1"]


def test_the_processes_of_others_are_not_seen(sandbox, short_folder):
    (count,) = run(sandbox, short_folder, "import os\nsum(name.isdigit() for name in os.listdir('/proc'))")
    assert count == "1"


def test_a_check_that_was_replaced_is_put_back_and_told(sandbox, short_folder):
    trick = "import cnnlib.exercises\ncnnlib.exercises.check = lambda *arguments, **options: None"
    check = "from cnnlib.exercises import check\ncheck('convolution/moving_average', lambda x, size: None)"
    replace = "sys.modules['cnnlib.exercises.checking'].explain = print"
    late = f"import sys\ndef late(x, size):\n    {replace}"
    in_check = "check('convolution/moving_average', late)"
    told, wrong, _, late_told, again = run(sandbox, short_folder, trick, check, late, in_check, check)
    assert told == f"{TOLD}cnnlib.exercises.check\n"
    assert f"{TOLD}cnnlib.exercises.checking.explain\n" in late_told
    assert (wrong, again) == ("WrongAnswer", "WrongAnswer")


@pytest.mark.parametrize("leave", ["exit()", "quit()", "import sys; sys.exit(3)"])
def test_leaving_a_cell_is_no_leaving_of_the_kernel(sandbox, short_folder, leave):
    left, after = run(sandbox, short_folder, leave, "1 + 1")
    assert left.startswith("SystemExit")
    assert after == "2"


def test_without_walls_it_runs_all_the_same(short_folder):
    assert run(Sandbox(False, Limits()), short_folder, "1 + 1") == ["2"]


def test_a_system_without_the_tools_is_told(short_folder, monkeypatch):
    monkeypatch.setattr("tools.grading.sandbox._TOOLS", ("no-such-tool",))
    found, missing = built(Limits(), short_folder)
    assert (found.walls, missing) == (False, "there is no no-such-tool")


def test_a_system_that_forbids_it_is_told(short_folder, monkeypatch):
    monkeypatch.setattr("tools.grading.sandbox._SCRIPT", Path("/missing/sandbox.sh"))
    found, missing = built(Limits(), short_folder)
    assert not found.walls
    assert "sandbox.sh" in missing


def test_two_runs_take_other_users(monkeypatch):
    users = []
    for process in (4711, 4712, 65_535):
        monkeypatch.setattr(os, "getpid", lambda process=process: process)
        users.append(Sandbox(True, Limits()).first_user)
    assert len(set(users)) == 3
    assert all(61_300 <= user < 65_500 for user in users)
