"""What is handed over: folders and zips, names, files that are no notebooks."""

import io
import json
import os
import tracemalloc
import zipfile
from types import SimpleNamespace

import pytest

from tests import classroom
from tests.classroom import text
from tools.grading import choose as choosing
from tools.grading import collect as collecting
from tools.grading.collect import CollectError, collect
from tools.grading.names import NamesError, students
from tools.grading.reading import Unreadable, read_notebook
from tools.grading.run import _submissions
from tools.grading.store import Store


def packed(files):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


def found(source):
    return {each.path: each for each in collect(source)}


def test_a_folder_is_walked(tmp_path):
    (tmp_path / "Zoë Ünal").mkdir()
    (tmp_path / "Zoë Ünal" / "a b.ipynb").write_bytes(b"1")
    (tmp_path / ".DS_Store").write_bytes(b"2")
    (tmp_path / "link.ipynb").symlink_to("/etc/passwd")
    files = found(tmp_path)
    assert set(files) == {"Zoë Ünal/a b.ipynb", "link.ipynb"}
    assert files["Zoë Ünal/a b.ipynb"].data == b"1"
    assert "not followed" in files["link.ipynb"].reason


def test_zips_in_zips_are_opened(tmp_path):
    inner = packed({"small.ipynb": "1", "data/x.csv": "2"})
    (tmp_path / "class.zip").write_bytes(
        packed({"anna.zip": inner, "ben/small.ipynb": "3", "empty.zip": packed({})})
    )
    assert set(found(tmp_path / "class.zip")) == {
        "anna.zip/small.ipynb",
        "anna.zip/data/x.csv",
        "ben/small.ipynb",
        "empty.zip",
    }


def test_no_path_leads_out_of_a_zip(tmp_path):
    names = ["../../evil.ipynb", "/etc/evil", "C:\\evil\\x.ipynb", "a/../../b.ipynb"]
    (tmp_path / "class.zip").write_bytes(packed(dict.fromkeys(names, "x")))
    files = list(collect(tmp_path / "class.zip"))
    store = Store(tmp_path / "grading")
    store.keep(files, dict.fromkeys([each.path for each in files]))
    assert len(files) == 4
    assert not [each.path for each in files if ".." in each.path or each.path.startswith("/")]
    assert len([path for path in (tmp_path / "grading/originals").rglob("*") if path.is_file()]) == 4


def test_what_is_too_large_is_told_and_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(collecting, "_LARGEST", 1000)
    (tmp_path / "class.zip").write_bytes(packed({"bomb.ipynb": b"0" * 100_000, "small.ipynb": b"1"}))
    files = found(tmp_path / "class.zip")
    assert files["bomb.ipynb"].data is None
    assert files["bomb.ipynb"].reason == "too large: 0.1 MiB, and 0 MiB is the most: clear its outputs"
    assert files["small.ipynb"].data == b"1"


def test_a_damaged_file_of_a_zip_is_told(tmp_path):
    data = bytearray(packed({"a.ipynb": os.urandom(200), "b.ipynb": b"2"}))
    data[60] ^= 255
    (tmp_path / "class.zip").write_bytes(data)
    files = found(tmp_path / "class.zip")
    assert "damaged" in files["a.ipynb"].reason
    assert files["b.ipynb"].data == b"2"


def test_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(collecting, "_MOST", 2)
    for name in "abc":
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(CollectError, match="over 2 files"):
        list(collect(tmp_path))


def test_an_original_is_never_written_over(tmp_path):
    store, path = Store(tmp_path / "grading"), tmp_path / "in" / "anna.ipynb"
    path.parent.mkdir()
    for content in (b"first", b"second", b"first"):
        path.write_bytes(content)
        files = list(collect(path.parent))
        kept = store.keep(files, {"anna.ipynb": "anna"})
    assert len(kept) == 2
    assert [(store.folder / each["path"]).read_bytes() for each in kept] == [b"first", b"second"]


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["anna/small.ipynb", "ben/deep/small.ipynb"], ["anna", "ben"]),
        (["all/anna/small/small.ipynb", "all/ben/small/small.ipynb"], ["anna", "ben"]),
        (["anna/small.ipynb"], ["anna"]),
        (["anna.zip/small.ipynb", "ben.zip/x/small.ipynb"], ["anna", "ben"]),
        (
            ["Anna Berg_17_assignsubmission_file_/small.ipynb", "Ben_18_assignsubmission_file_/x.ipynb"],
            ["Anna Berg", "Ben"],
        ),
        (
            ["Li_17_assignsubmission_file_/a.ipynb", "Li_18_assignsubmission_file_/a.ipynb"],
            ["Li-17", "Li-18"],
        ),
        (["berganna_123_456_small.ipynb", "ott_LATE_7_8_small-1.ipynb"], ["berganna", "ott"]),
        (["anna.berg_small.ipynb", "ben_small.ipynb"], ["anna.berg", "ben"]),
        (["anna.ipynb", "small.ipynb", "small (1).ipynb"], ["anna", None, None]),
        (["anna_berg.ipynb", "anna_ott.ipynb"], ["anna_berg", "anna_ott"]),
        (["a:b/small.ipynb", "c\x00d/small.ipynb"], ["a-b", "c-d"]),
    ],
)
def test_names_are_read_from_paths(paths, expected):
    assert list(students(paths, "small").values()) == expected


def test_a_namesake_who_comes_later_gets_another_name():
    known = [("Li_17_assignsubmission_file_/a.ipynb", "Li"), ("ben/a.ipynb", "Ben")]
    later = ["Li_18_assignsubmission_file_/a.ipynb", "Ben_19_assignsubmission_file_/a.ipynb"]
    assert list(students(later, "a", known=known).values()) == ["Li-18", "Ben"]
    both = [known[0][0], later[0]]
    assert list(students(both, "a", known=known).values()) == ["Li", "Li-18"]
    assert list(students(later[:1], "a", known=[(both[0], "Li-17"), (both[1], "Li-18")]).values()) == [
        "Li-18"
    ]


def test_an_expression_takes_the_place_of_the_layouts():
    names = students(["hw/x-anna-1.ipynb", "hw/none.ipynb"], "small", r"x-(?P<student_id>\w+)-")
    assert names == {"hw/x-anna-1.ipynb": "anna", "hw/none.ipynb": None}


def test_an_expression_without_its_group_is_refused():
    with pytest.raises(NamesError, match="student_id"):
        students(["a"], "small", "(.*)")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"%PDF-1.4", "a PDF"),
        (b"PK\x03\x04", "a zip"),
        (b"<!DOCTYPE html>", "a web page"),
        (b"\xff\x00\xfe", "neither text"),
        (b"hello", "a text, not a notebook"),
        (b'{"cells": [', "damaged"),
        (b"[1]", "JSON, but not a notebook"),
        (b'{"cells": 3}', "JSON, but not a notebook"),
        (b'{"cells": []}', "without cells"),
        (b'{"cells": [3, {"cell_type": "other"}]}', "without cells"),
        (b"[" * 100_000, "not a notebook"),
        (b'{"nbformat": 3, "worksheets": [7]}', "old format"),
    ],
)
def test_what_is_no_notebook_is_named(data, reason):
    with pytest.raises(Unreadable, match=reason):
        read_notebook(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_careless_notebook_is_read(encoding):
    cells = [
        {"cell_type": "code", "source": ["x = 1\n", "y = '\ud800ü'"], "metadata": None},
        {"cell_type": "markdown"},
    ]
    notebook = read_notebook(json.dumps({"cells": cells}).encode(encoding))
    assert [cell.source for cell in notebook.cells] == ["x = 1\ny = '?ü'", ""]


def test_a_class_is_not_held_in_memory_at_once(tmp_path):
    for i in range(40):
        (tmp_path / f"s{i}.ipynb").write_bytes(bytes([i]) * 2**20)
    options = SimpleNamespace(source=tmp_path, set="small", names=None)
    tracemalloc.start()
    kept = _submissions(options, Store(tmp_path / "grading"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(kept) == 40
    assert peak < 8 * 2**20


def test_a_file_without_a_name_counts_as_the_same_with_one(tmp_path, monkeypatch):
    (tmp_path / "x").write_bytes(text(classroom.small_set()))
    files = [("small.ipynb", None, "1"), ("anna.ipynb", "anna", "1"), ("small (1).ipynb", None, "2")]
    sent = [
        {"file": file, "student": student, "digest": digest, "reason": None, "time": 0.0, "path": "x"}
        for file, student, digest in files
    ]
    course = None
    monkeypatch.setattr(choosing, "repair", lambda notebook, course: None)
    records = choosing.choose(course, SimpleNamespace(folder=tmp_path), sent)
    assert records[0] == {"status": "superseded", "reason": "the same as anna.ipynb, which has a name"}
    assert records[2]["status"] == "failed"
    assert 1 not in records
