"""A class graded from end to end: every accident, and nothing lost."""

import csv
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell
from nbgrader.api import Gradebook

from tests import classroom
from tests.classroom import Classroom, text
from tools.grading import __main__ as command
from tools.grading import run
from tools.grading.course import read_course
from tools.grading.sandbox import Limits, built

ROOT = Path(__file__).parents[1]
SPY = """
import os, pathlib, socket
seen = [path for path in {paths} if os.path.exists(path)]
try:
    socket.create_connection(("127.0.0.1", {port}), 2)
    seen.append("network")
except OSError:
    pass
for path in {writable}:
    try:
        pathlib.Path(path, "mark").write_text("was here")
        seen.append("wrote " + path)
    except OSError:
        pass
print("seen:", seen, os.environ.get("SECRET"))
"""
WARNS = "import warnings\ndef double(x):\n    warnings.warn('careful')\n    return 2 * x"
SCRIPT = "<script>document.title = 'ran'</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def course_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course") / "exercises"
    (folder / "small").mkdir(parents=True)
    nbformat.write(classroom.small_set(), folder / "small" / "small.ipynb")
    return folder


@pytest.fixture(scope="module")
def room(course_folder, tmp_path_factory):
    course = read_course(ROOT, course_folder, "small", tmp_path_factory.mktemp("template"))
    return Classroom.of(course, classroom.small_set())


def fill(folder, files):
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def grade(folder, course_folder, *arguments):
    """Run the command on a class; return the exit status and the rows of its table by file."""
    places = {"--root": ROOT, "--sources": course_folder, "--into": folder / "grading", "--cell-limit": 3}
    options = [str(each) for pair in places.items() for each in pair]
    status = command.main(["small", *map(str, arguments), *options])
    return status, table(folder)


def table(folder):
    with (folder / "grading/small/results.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["file"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def graded(room, course_folder, tmp_path_factory):
    """Return a class with every accident, graded once: its folder, its files, the rows of its table."""
    folder = tmp_path_factory.mktemp("class")
    files = {f"{name}/small.ipynb": data for name, data in classroom.graded_accidents(room).items()}
    files |= {f"{name}/small.ipynb": data for name, data in classroom.failed_accidents(room).items()}
    files |= {f"{name}/small.ipynb": data for name, data in classroom.no_notebooks(room).items()}
    files["Zoë Ünal/my homework (2).ipynb"] = text(room.notebook(why=f"It is so.\n\n{SCRIPT}"))
    files["blank/small.ipynb"] = text(room.notebook(**dict.fromkeys(room.functions, ""), why=""))
    files["warns/small.ipynb"] = text(room.notebook(double=WARNS))
    files["wrong/small.ipynb"] = text(room.notebook(double="def double(x):\n    return x + 2"))
    files["twice/old.ipynb"] = text(room.notebook(double="def double(x):\n    return x"))
    files["twice/new.ipynb"] = text(room.notebook())
    files["twice/notes.pdf"] = b"%PDF"
    files["small.ipynb"] = text(room.notebook(why="Whose is this?"))
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        spy = room.notebook()
        spy.cells.append(new_code_cell(_spy(folder, course_folder, server.getsockname()[1])))
        files["spy/small.ipynb"] = text(spy)
        fill(folder / "class", files)
        os.utime(folder / "class/twice/old.ipynb", (1e9, 1e9))
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SECRET", "token")
            status, rows = grade(folder, course_folder, folder / "class")
    assert status == 0
    return folder, files, rows


def _spy(folder, course_folder, port):
    paths = [
        folder / "class",
        folder / "grading",
        course_folder,
        ROOT / "book",
        ROOT / ".git",
        Path(__file__),
    ]
    writable = [ROOT / "cnnlib", sys.prefix, "/etc", folder]
    return SPY.format(paths=[*map(str, paths)], writable=[*map(str, writable)], port=port)


def row(graded, student, file="small.ipynb"):
    return graded[2][f"{student}/{file}"]


def points(found):
    return found["points"], found["double"], found["stride"]


def test_every_file_has_a_row(graded):
    _, files, rows = graded
    assert set(rows) == set(files)


def test_originals_are_kept_byte_for_byte(graded):
    folder, files, _ = graded
    for name, data in files.items():
        assert (folder / "class" / name).read_bytes() == data
        assert (folder / "grading/small/originals" / name).read_bytes() == data


@pytest.mark.parametrize(
    "accident",
    ["lost marks", "deleted checks", "duplicated answer", "new cell", "old format", "byte order mark"],
)
def test_an_accident_costs_no_points(graded, accident):
    found = row(graded, accident)
    assert (found["status"], *points(found)) == ("graded", "6", "3", "3")


@pytest.mark.parametrize(
    ("accident", "note"),
    [
        ("lost marks", "marks were lost"),
        ("deleted checks", "the check double-check was missing: put back"),
        ("edited checks", "the check double-check had been edited: put back"),
        ("new cell", "double is written in a new cell"),
    ],
)
def test_a_repair_is_told(graded, accident, note):
    assert note in row(graded, accident)["notes"]


@pytest.mark.parametrize("accident", ["syntax error", "endless loop", "edited checks"])
def test_an_accident_in_one_answer_costs_that_one_alone(graded, accident):
    found = row(graded, accident)
    assert (found["status"], *points(found)) == ("graded", "3", "0", "3")


def messages(graded, student, exercise="double"):
    found = json.loads((graded[0] / "grading/small/results.json").read_text())
    return next(each for each in found if each["student"] == student)["exercises"][exercise]["messages"]


def test_what_went_wrong_is_told(graded):
    assert [each[:12] for each in messages(graded, "syntax error")] == ["SyntaxError:"]
    assert "no answer within 3 s" in messages(graded, "endless loop")[0]
    assert messages(graded, "wrong")[0] == "double: 8 is right, not 6.\nHint: times two."


@pytest.mark.parametrize("accident", ["stubborn loop", "killed kernel"])
def test_a_failed_grading_has_no_points(graded, accident):
    found = row(graded, accident)
    assert found["status"] == "failed"
    assert points(found) == ("", "", "")
    assert "double-check" in found["notes"]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("pdf", "a PDF"),
        ("empty", "the file is empty"),
        ("cut off", "a damaged notebook"),
        ("list", "not a notebook"),
        ("other set", "without any exercise of this set"),
    ],
)
def test_a_file_that_is_no_notebook_is_told(graded, kind, reason):
    found = row(graded, kind)
    assert (found["status"], found["points"]) == ("unreadable", "")
    assert reason in found["notes"]


def test_the_newest_notebook_of_a_student_counts(graded):
    assert row(graded, "twice", "new.ipynb")["points"] == "6"
    old = row(graded, "twice", "old.ipynb")
    assert (old["status"], old["points"]) == ("superseded", "")
    assert "older than twice/new.ipynb" in old["notes"]
    assert row(graded, "twice", "notes.pdf")["status"] == "unreadable"


def test_a_file_without_a_name_is_told(graded):
    found = graded[2]["small.ipynb"]
    assert (found["status"], found["student"], found["points"]) == ("failed", "", "")


def test_a_warning_costs_nothing(graded):
    assert points(row(graded, "warns")) == ("6", "3", "3")


def test_a_blank_notebook_is_graded_with_nothing(graded):
    found = row(graded, "blank")
    assert (found["status"], found["points"], found["why"], found["by_hand"]) == ("graded", "0", "0", "")


def test_words_wait_for_a_hand(graded):
    found = graded[2]["Zoë Ünal/my homework (2).ipynb"]
    assert (found["why"], found["by_hand"], found["points"]) == ("", "why", "6")


def test_the_same_name_typed_twice_is_told(graded):
    assert "was also typed by" in row(graded, "warns")["notes"]


def test_a_submission_sees_nothing_and_reaches_nobody(graded, tmp_path):
    if built(Limits(), tmp_path)[1]:
        pytest.skip("this system has no sandbox")
    page = (graded[0] / "grading/small/feedback/spy.html").read_text()
    assert "seen: [] None" in page


def test_a_page_shows_points_and_hints_and_runs_nothing(graded):
    pages = graded[0] / "grading/small/feedback"
    wrong = (pages / "wrong.html").read_text()
    assert "3 of 9 points; 3 more are to be graded by hand" in wrong
    assert "Hint: times two." in wrong
    own = (pages / "Zoë Ünal.html").read_text()
    assert "script-src" not in own
    assert "default-src 'none'" in own
    assert "<script" not in own
    assert "<img" not in own
    assert "assert double(5)" not in own, "a hidden check is shown"


def test_every_student_has_a_page_that_asks_nobody(graded):
    folder, _, rows = graded
    pages = {path.stem: path.read_text() for path in (folder / "grading/small/feedback").iterdir()}
    assert set(pages) == {found["student"] for found in rows.values()} - {""}
    assert not [name for name, page in pages.items() if "http://" in page or "https://" in page]
    assert "could not be stopped" in pages["stubborn loop"]


def forbid(*arguments):
    raise AssertionError("a submission was run again")


def test_nothing_is_run_again_and_points_by_hand_are_taken_over(graded, course_folder, monkeypatch):
    folder, _, rows = graded
    monkeypatch.setattr(run, "grade_all", forbid)
    with Gradebook(f"sqlite:///{folder}/grading/gradebook.db") as book:
        book.find_grade("why", "small", "small", "Zoë Ünal").manual_score = 2.5
        book.find_comment("why", "small", "small", "Zoë Ünal").manual_comment = "Nearly *all* of it."
        book.db.commit()
    _, again = grade(folder, course_folder)
    found = again["Zoë Ünal/my homework (2).ipynb"]
    assert (found["why"], found["points"], found["by_hand"]) == ("2.5", "8.5", "")
    assert "Nearly <em>all</em>" in (folder / "grading/small/feedback/Zoë Ünal.html").read_text()
    assert {name for name in rows if rows[name] != again[name]} == {"Zoë Ünal/my homework (2).ipynb"}
    assert (folder / "grading/autograded/Zoë Ünal/small/small.ipynb").exists()


def test_a_stopped_run_goes_on_where_it_was(room, course_folder, tmp_path):
    files = {f"s{i}/small.ipynb": text(room.notebook(why=f"Answer {i}")) for i in range(4)}
    fill(tmp_path / "class", files)
    arguments = ["small", tmp_path / "class", "--root", ROOT, "--sources", course_folder]
    line = [sys.executable, "-m", "tools.grading", *map(str, arguments), "--into", str(tmp_path / "grading")]
    running = subprocess.Popen([*line, "--workers", "1"], cwd=ROOT, start_new_session=True)
    records = tmp_path / "grading/small/records"
    while running.poll() is None and len(list(records.glob("*.json"))) < 2:
        time.sleep(0.05)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    before = {path: path.stat().st_mtime_ns for path in records.glob("*.json")}
    assert 2 <= len(before) < 4
    status, rows = grade(tmp_path, course_folder, tmp_path / "class")
    assert status == 0
    assert [found["points"] for found in rows.values()] == ["6"] * 4
    assert before == {path: path.stat().st_mtime_ns for path in before}
