"""The pages of the exercises: what they show, what they keep to themselves, where they lead."""

import json
import os
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest
import yaml
from sphinx.search.en import SearchEnglish

from tests.exercise_sets import EACH_SET, PATHS, ROOT, leaks, public_text, released, sample, secret_text
from tests.site import MISSING, SITE
from tools.exercises.__main__ import main
from tools.exercises.answers import has_markers
from tools.exercises.page import page_text
from tools.exercises.source import ExerciseSet
from tools.notebooks.book import Book

READABLE = (".html", ".js", ".json", ".md", ".txt", ".ipynb", ".css")
_LANGUAGE = SearchEnglish({})


def build(root, **environment):
    """Build a book; return its site."""
    command = [Path(sys.executable).with_name("jupyter-book"), "build", root, "-W", "--keep-going"]
    done = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "_build" / "html"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Return a sample book with its notebooks and the extensions of this one."""
    root = sample(tmp_path_factory.mktemp("pages") / "book")
    path = root / "_config.yml"
    config = yaml.safe_load(path.read_text(encoding="utf-8"))
    folder = str(ROOT / "book" / "_ext")
    config["sphinx"]["local_extensions"] = {"exercise_pages": folder, "notebook_links": folder}
    path.write_text(yaml.safe_dump(config), encoding="utf-8")
    assert main(["--root", str(root)]) == 0
    return root


@pytest.fixture(scope="module")
def with_solutions(root, tmp_path_factory):
    """Return the sample's site with solutions."""
    return shutil.copytree(build(root, SOLUTIONS="1"), tmp_path_factory.mktemp("solutions") / "html")


@pytest.fixture(scope="module")
def site(root, with_solutions):
    """Return the sample's site as it is published, built where the one with solutions was built before."""
    return build(root, SOLUTIONS="")


@pytest.fixture(scope="module")
def found(root):
    """Return the sample's set."""
    return ExerciseSet.read(root / "book" / "exercises" / "sample" / "sample.md")


def page(site, name="sample"):
    return (site / "book" / "exercises" / name / f"{name}.html").read_text(encoding="utf-8")


def all_texts(site):
    """Yield ``(name, text)`` of the files of a site in which something can be read."""
    for path in sorted(site.rglob("*")):
        if path.suffix in READABLE and path.is_file():
            yield path.relative_to(site).as_posix(), path.read_text(encoding="utf-8")


def leaked_terms(site, exercise_set, shown):
    """Return the words by which the search finds a set's page, though they are not in what it shows."""
    text = (site / "searchindex.js").read_text(encoding="utf-8")
    index = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))
    name = f"book/exercises/{exercise_set.name}/{exercise_set.name}"
    number = index["docnames"].index(name)
    terms = {
        term
        for kind in ("terms", "titleterms")
        for term, places in index[kind].items()
        if number in (places if isinstance(places, list) else [places])
    }
    assert terms & _terms(_read(shown))
    written = page_text(exercise_set, "")  # formulas are indexed as they are written, not as they are shown
    public = _terms(_read(shown)) | _terms(written)
    return terms & (_terms(secret_text(exercise_set)) - public)


def _read(html):
    return unescape(re.sub("<.*?>", "", html))


def _terms(text):
    return {_LANGUAGE.stem(word.lower()) for word in _LANGUAGE.split(text)}


def test_a_page_holds_no_solution_no_hidden_check_no_wrong_answer(site, found):
    assert leaks(found, page(site)) == []
    assert leaked_terms(site, found, page(site)) == set()
    for name, text in all_texts(site):
        assert not has_markers(text), name
        assert not re.search("4711|4712|wrongly_squared|solved_by_sum|model answer", text), name


def test_no_source_of_exercises_is_published(site):
    assert sorted(path.name for path in (site / "_sources").rglob("*.*")) == ["01-first.md", "intro.md"]


def test_a_page_shows_the_tasks_and_the_visible_checks(site):
    text = _read(page(site))
    assert "Twice as much" in text
    assert "3 points: 1 for the check below, 2 for a hidden one." in text
    assert "    # YOUR CODE HERE\n    raise NotImplementedError\n" in text
    assert 'check("sample/halve", halve, seed=1)' in text
    assert "code-cell" not in text


def test_the_links_lead_to_the_students_notebook(site, root):
    text = page(site)
    place = "somebody/something/blob/trunk/assignments/sample/sample.ipynb"
    assert f'href="https://colab.research.google.com/github/{place}"' in text
    downloads = set(re.findall(r'href="([^"]*\.ipynb)"', text)) - {
        f"https://colab.research.google.com/github/{place}"
    }
    assert downloads == {"../../../_static/notebooks/sample.ipynb"}
    notebook = (site / "book" / "exercises" / "sample" / downloads.pop()).resolve()
    assert notebook.read_bytes() == (root / "assignments" / "sample" / "sample.ipynb").read_bytes()
    assert "_sources" not in re.sub(r'data-[\w-]+="[^"]*"', "", text)


def test_solutions_are_folded_where_they_are_asked_for(with_solutions, found):
    text = page(with_solutions)
    folded = re.findall(r"<details.*?</details>", text, re.DOTALL)
    said = [re.sub(r"<.*?>|\s+", " ", each).split() for each in folded]
    assert [words[:3] for words in said] == [["Show", "the", "solution"]] * 2 + [["Show", "a", "model"]]
    assert not any(re.match(r"<details[^>]*\bopen\b", each) for each in folded)
    assert "Full marks: a secret model answer." in folded[2]
    outside = re.sub(r"<details.*?</details>", "", text, flags=re.DOTALL)
    assert leaks(found, outside) == []


def test_even_with_solutions_there_are_no_markers_hidden_checks_or_wrong_answers(with_solutions):
    for name, text in all_texts(with_solutions):
        assert not has_markers(text), name
        assert not re.search("4711|4712|wrongly_squared", text), name


def test_a_leak_would_be_seen(site, with_solutions, found):
    shown = leaks(found, page(with_solutions))
    assert shown == [
        "Full marks: a secret model answer.",
        "return solved_by_sum",
        "return x / 2",
        "solved_by_sum = x + x",
    ]
    assert {"solved_by_sum", "secret"} <= leaked_terms(with_solutions, found, page(site))


def test_a_page_without_notebook_fails_the_build(root, tmp_path):
    copy = shutil.copytree(root, tmp_path / "book", ignore=shutil.ignore_patterns("_build", "assignments"))
    with pytest.raises(AssertionError, match=r"no assignments/sample/sample\.ipynb: make assignments"):
        build(copy)


@pytest.fixture(scope="module")
def own_site():
    """Return the book's own site."""
    assert SITE.is_dir(), MISSING
    return SITE


# The page for instructors shows what a source of one's own looks like.
EXPLAIN_MARKERS = {"book/instructors.html", "_sources/book/instructors.md"}


def test_every_set_has_a_page_in_the_table_of_contents():
    names = {page.name for page in Book(ROOT).pages}
    assert {f"book/exercises/{path.stem}/{path.stem}" for path in PATHS} <= names


@EACH_SET
def test_the_books_pages_hold_no_secret(own_site, path):
    found = ExerciseSet.read(path)
    assert leaks(found, page(own_site, path.stem)) == []
    assert leaked_terms(own_site, found, page(own_site, path.stem)) == set()
    assert not (own_site / "_sources" / "book" / "exercises").exists()


@EACH_SET
def test_the_books_pages_lead_to_their_notebooks(own_site, path):
    text, book = page(own_site, path.stem), Book(ROOT)
    place = book.blob(released(path).relative_to(ROOT).as_posix())
    assert f'href="https://colab.research.google.com/github/{place}"' in text
    assert f'href="../../../_static/notebooks/{path.stem}.ipynb"' in text
    copied = own_site / "_static" / "notebooks" / f"{path.stem}.ipynb"
    assert copied.read_bytes() == released(path).read_bytes()


def test_no_file_of_the_site_holds_a_marker_or_a_hidden_check(own_site):
    hidden = {line for path in PATHS for line in hidden_lines(ExerciseSet.read(path))}
    for name, text in all_texts(own_site):
        assert not has_markers(text) or name in EXPLAIN_MARKERS, name
        assert not [line for line in hidden if line in _read(text)], name


def hidden_lines(exercise_set):
    """Return the calls of hidden checks, less those that a visible check has, too."""
    cells = [cell for exercise in exercise_set.exercises for cell in exercise.hidden]
    lines = {line.strip() for cell in cells for line in cell.source.split("\n") if "check(" in line}
    return {line for line in lines if line not in public_text(exercise_set)}
