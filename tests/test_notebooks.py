"""The notebooks' tool, on a small book that uses every construct."""

import shutil
import subprocess
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

import nbformat
import pytest
import yaml

from tests.links import notebook_links, numbered, page_links
from tools.notebooks import twin
from tools.notebooks.__main__ import main
from tools.notebooks.book import Book, ConfigurationError
from tools.notebooks.execute import Cache

ROOT = Path(__file__).parents[1]
SAMPLE = Path(__file__).parent / "sample_book"


@pytest.fixture
def root(tmp_path):
    return Path(shutil.copytree(SAMPLE, tmp_path / "book"))


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Return a copy of the sample whose twin has been executed and written once."""
    root = Path(shutil.copytree(SAMPLE, tmp_path_factory.mktemp("written") / "book"))
    assert main(["--root", str(root)]) == 0
    return root


@pytest.fixture
def finished(written, tmp_path):
    """Return a copy of the written sample that a test may spoil."""
    return Path(shutil.copytree(written, tmp_path / "book"))


def chapter(root):
    book = Book(root)
    return book, book.chapters[0]


def as_text(notebook):
    """Return a notebook as one text: prose as it is, code in fences with its tags."""
    shown = []
    for cell in notebook.cells:
        tags = " ".join(cell.metadata.get("tags", []))
        code = cell.cell_type == "code"
        shown.append(f"~~~python {tags}\n{cell.source}\n~~~" if code else cell.source)
    return "\n\n----------\n\n".join(shown) + "\n"


def test_every_construct_becomes_what_is_expected(written):
    notebook = nbformat.read(written / "book" / "02-sample.ipynb", as_version=4)
    assert as_text(notebook) == (SAMPLE / "expected.md").read_text(encoding="utf-8")


def test_twins_are_valid_notebooks_with_the_text_of_their_outputs(written):
    notebook = nbformat.read(written / "book" / "02-sample.ipynb", as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == [1, 2, 3, 4, 5]
    assert code[1].outputs[0]["data"] == {"text/plain": "42"}
    assert code[2].outputs[0]["text"] == "drawn\n"
    assert [list(output["data"]) for output in code[2].outputs[1:]] == [["text/plain"]]
    assert code[4].outputs[0]["data"]["text/plain"] == "2"


def test_two_executions_give_the_same_bytes(finished):
    path = finished / "book" / "02-sample.ipynb"
    before = path.read_bytes()
    assert main(["--root", str(finished), "--execute"]) == 0
    assert path.read_bytes() == before


def test_what_was_executed_once_is_not_executed_again(finished, capsys, monkeypatch):
    monkeypatch.setattr("tools.notebooks.execute.execute", None)
    assert main(["--root", str(finished)]) == 0
    assert "book/02-sample.ipynb: unchanged" in capsys.readouterr().out


def test_changed_code_is_executed(finished):
    source = finished / "book" / "02-sample.md"
    source.write_text(source.read_text(encoding="utf-8").replace("\n3 - 1\n", "\n3 + 4\n"), encoding="utf-8")
    assert main(["--root", str(finished)]) == 0
    notebook = nbformat.read(finished / "book" / "02-sample.ipynb", as_version=4)
    cell = next(cell for cell in notebook.cells if cell.source == "3 + 4")
    assert cell.outputs[0]["data"]["text/plain"] == "7"


def test_a_changed_library_makes_every_run_stale(tmp_path, monkeypatch):
    package = tmp_path / "package"
    package.mkdir()
    (package / "__init__.py").write_text("")
    monkeypatch.setattr(
        "tools.notebooks.execute.find_spec",
        lambda _: ModuleSpec("p", None, origin=str(package / "__init__.py")),
    )
    runs = []
    monkeypatch.setattr("tools.notebooks.execute.execute", lambda page, cells: runs.append(page) or [])
    _, page = chapter(SAMPLE)
    Cache(tmp_path / "runs").outputs(page, [])
    Cache(tmp_path / "runs").outputs(page, [])
    assert len(runs) == 1
    (package / "module.js").write_text("1")
    Cache(tmp_path / "runs").outputs(page, [])
    assert len(runs) == 2


def test_a_change_of_prose_puts_the_twin_out_of_step_and_is_mended_without_executing(
    finished, capsys, monkeypatch
):
    source = finished / "book" / "02-sample.md"
    source.write_text(
        source.read_text(encoding="utf-8").replace("Plain text", "Other text"), encoding="utf-8"
    )
    assert main(["--root", str(finished), "--check"]) == 1
    said = capsys.readouterr().out
    assert "book/02-sample.ipynb is out of step with 02-sample.md; run: make notebooks" in said
    monkeypatch.setattr("tools.notebooks.execute.execute", None)
    assert main(["--root", str(finished)]) == 0
    assert main(["--root", str(finished), "--check"]) == 0


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("book/02-sample.md", "answer = 42", "answer = 43"),
        ("book/01-first.md", "The *size* of", "The length of"),
        ("book/references.bib", "1959", "1960"),
        ("_config.yml", "branch: trunk", "branch: main"),
    ],
)
def test_whatever_a_twin_is_made_from_can_put_it_out_of_step(finished, file, old, new):
    path = finished / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert "is out of step with" in twin.out_of_step(*chapter(finished))


def test_a_missing_twin_is_out_of_step(root):
    assert "02-sample.ipynb is missing; run: make notebooks" in twin.out_of_step(*chapter(root))


def test_a_twin_edited_by_hand_is_not_lost(finished, capsys):
    path = finished / "book" / "02-sample.ipynb"
    edited = path.read_text(encoding="utf-8").replace("Plain text", "My text")
    path.write_text(edited, encoding="utf-8")
    assert main(["--root", str(finished)]) == 1
    assert "was changed since it was generated" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == edited
    assert main(["--root", str(finished), "--force"]) == 0
    assert "My text" not in path.read_text(encoding="utf-8")


def test_a_notebook_from_elsewhere_is_not_lost(root, capsys):
    path = root / "book" / "02-sample.ipynb"
    nbformat.write(nbformat.v4.new_notebook(), path)
    assert main(["--root", str(root)]) == 1
    assert "was changed since it was generated" in capsys.readouterr().err


def test_a_failing_cell_is_named_by_file_and_line(root, capsys):
    source = root / "book" / "02-sample.md"
    text = source.read_text(encoding="utf-8").replace("\n3 - 1\n", "\n3 / 0\n")
    source.write_text(text, encoding="utf-8")
    assert main(["--root", str(root)]) == 1
    line = text[: text.index("3 / 0")].count("\n")
    assert f"02-sample.md:{line}: the cell failed" in capsys.readouterr().err


def test_a_cell_that_warns_is_refused(root, capsys):
    source = root / "book" / "02-sample.md"
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("\n3 - 1\n", "\nimport sys\nsys.stderr.write('no')\n"), encoding="utf-8")
    assert main(["--root", str(root)]) == 1
    assert "the cell writes to stderr" in capsys.readouterr().err


def test_a_varying_output_is_left_out(root):
    source = root / "book" / "02-sample.md"
    text = source.read_text(encoding="utf-8")
    varying = ":tags: [nbval-ignore-output]\n\nimport time\ntime.time()"
    source.write_text(text.replace("\n3 - 1\n", f"\n{varying}\n"), encoding="utf-8")
    assert main(["--root", str(root)]) == 0
    notebook = nbformat.read(root / "book" / "02-sample.ipynb", as_version=4)
    cell = next(cell for cell in notebook.cells if "time.time()" in cell.source)
    assert cell.outputs == []
    assert cell.metadata.tags == ["nbval-ignore-output"]


@pytest.mark.parametrize("missing", [("repository",), ("repository", "branch"), ("sphinx",)])
def test_a_configuration_that_lacks_an_address_is_refused(root, missing, capsys):
    path = root / "_config.yml"
    config = yaml.safe_load(path.read_text(encoding="utf-8"))
    parent = config if len(missing) == 1 else config[missing[0]]
    del parent[missing[-1]]
    path.write_text(yaml.safe_dump(config), encoding="utf-8")
    assert main(["--root", str(root)]) == 1
    said = capsys.readouterr().err
    assert "_config.yml" in said
    assert "is missing; the notebooks' links need it" in said


def test_an_address_that_colab_cannot_open_is_refused(root):
    path = root / "_config.yml"
    text = path.read_text(encoding="utf-8").replace("github.com", "example.org")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"repository\.url must be on https://github\.com/"):
        _ = Book(root).settings


def test_a_page_of_the_contents_that_is_missing_is_named(root):
    (root / "book" / "01-first.md").unlink()
    with pytest.raises(ConfigurationError, match=r"_toc\.yml: there is no book/01-first\.md"):
        _ = Book(root).pages


def test_only_chapters_can_be_asked_for(root, capsys):
    assert main(["--root", str(root), str(root / "book" / "01-first.md")]) == 1
    assert "not a chapter of _toc.yml" in capsys.readouterr().err


def test_links_and_numbers_are_those_of_the_built_pages(finished):
    jupyter_book = Path(sys.executable).with_name("jupyter-book")
    build = [jupyter_book, "build", finished, "-W", "--keep-going"]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    site = finished / "_build" / "html"
    notebook = nbformat.read(finished / "book" / "02-sample.ipynb", as_version=4)
    links = notebook_links("\n".join(cell.source for cell in notebook.cells), "https://example.org/book/")
    pages = {name: (site / name).read_text(encoding="utf-8") for _, name, _ in links}
    assert [place for _, name, place in links if place and f'id="{place}"' not in pages[name]] == []
    assert len(numbered(links)) == 9
    assert numbered(links) <= page_links(pages["book/02-sample.html"], "book/02-sample.html")


def test_nbval_passes_on_a_twin_and_sees_one_changed_number(finished):
    path = finished / "book" / "02-sample.ipynb"
    assert nbval(path) == 0
    text = path.read_text(encoding="utf-8")
    assert text.count('"0.3333333333333333"') == 1
    path.write_text(text.replace('"0.3333333333333333"', '"0.3333333333333334"'), encoding="utf-8")
    assert nbval(path) == 1


def nbval(path):
    """Return the exit status of the notebooks' own test on one notebook."""
    command = [sys.executable, "-m", "pytest", "-p", "tests.nbval_plugin", "--nbval", "--nbval-current-env"]
    return subprocess.run([*command, str(path)], cwd=ROOT, capture_output=True, check=False).returncode
