"""The book's own notebooks: in step with their text, plain Markdown, runnable where cnnlib is installed."""

import ast
import re
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest
from markdown_it import MarkdownIt

from tests.links import notebook_links, numbered, page_links
from tools.notebooks.book import Book
from tools.notebooks.twin import out_of_step, varying_cells

ROOT = Path(__file__).parents[1]
SITE = ROOT / "_build" / "html"
BOOK = Book(ROOT)
CHAPTERS = pytest.mark.parametrize("page", BOOK.chapters, ids=lambda page: page.name)

# Cells whose output no test compares, counted so that a new one is a decision.
VARYING = 13

# The modules that `pip install cnnlib[notebooks]` brings.
INSTALLED = {
    *(
        "IPython",
        "PIL",
        "anywidget",
        "cnnlib",
        "ipywidgets",
        "matplotlib",
        "numpy",
        "scipy",
        "sklearn",
        "threadpoolctl",  # scikit-learn needs it
        "torch",
    ),
    "google",
}
_MYST = re.compile(r"\{[\w:+-]+\}`|`{3,}\{|~{3,}\{|:{3,}|^\([^()\s]+\)=$|^% ", re.MULTILINE)
_FORMULA = re.compile(r"\$\$.*?\$\$|(?<!\\)\$[^$]+\$", re.DOTALL)


def cells(page, kind):
    notebook = nbformat.read(page.twin, as_version=4)
    nbformat.validate(notebook)
    return [cell for cell in notebook.cells if cell.cell_type == kind]


def prose(source):
    """Yield the text of a Markdown cell, with nothing in its code and without its formulas."""
    for token in MarkdownIt().enable("table").parse(source):
        if token.type in ("inline", "html_block"):
            spans = [child.content for child in token.children or () if child.type == "code_inline"]
            text = token.content
            for span in spans:
                text = re.sub(f"(`+) ?{re.escape(span)} ?\\1", "`…`", text)
            yield _FORMULA.sub("", text)
        elif token.type == "fence":
            yield f"```{token.info}"


@CHAPTERS
def test_twin_is_in_step_with_its_text(page):
    assert out_of_step(BOOK, page) is None


@CHAPTERS
def test_twin_is_plain_markdown(page):
    found = [part for cell in cells(page, "markdown") for part in prose(cell.source) if _MYST.search(part)]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "a {ref}`x`",
        "```{note}\nx\n```",
        ":::{note}\nx\n:::",
        "(label)=\n# T",
        "| {kbd}`A` |\n|---|",
        "> % x\n",
    ],
)
def test_what_is_not_plain_markdown_is_seen(source):
    assert any(_MYST.search(part) for part in prose(source))


@pytest.mark.parametrize("source", ["`{ref}` and ``{a}`b` ``", "```python\n{a}`b`\n```", "$x_{i}$ `y`"])
def test_code_and_formulas_are_plain_markdown(source):
    assert not any(_MYST.search(part) for part in prose(source))


@CHAPTERS
def test_twin_holds_no_pictures_and_no_widgets(page):
    mimes = {
        mime
        for cell in cells(page, "code")
        for output in cell.outputs
        for mime in output.get("data", {})
        if not mime.startswith("application/papermill.record/")
    }
    assert mimes <= {"text/plain", "text/markdown", "text/latex"}
    assert page.twin.stat().st_size < 300_000


@CHAPTERS
def test_twin_begins_with_the_way_to_colab(page):
    notebook = nbformat.read(page.twin, as_version=4)
    links, install = notebook.cells[:2]
    repository, branch = BOOK.settings.repository, BOOK.settings.branch
    place = f"{repository.removeprefix('https://github.com/')}/blob/{branch}/{page.name}.ipynb"
    assert f"(https://colab.research.google.com/github/{place})" in links.source
    assert page.url in links.source
    assert f'%pip install -q "cnnlib[notebooks] @ git+{repository}@{branch}"' in install.source
    assert "bootstrap" in links.metadata.tags
    assert "bootstrap" in install.metadata.tags
    assert install.outputs == []


@CHAPTERS
def test_links_lead_to_places_of_the_built_pages_with_their_numbers(page):
    text = "\n".join(cell.source for cell in cells(page, "markdown"))
    links = notebook_links(text, BOOK.settings.base_url)
    assert SITE.exists(), "build the pages first: make book"
    pages = {name: (SITE / name).read_text(encoding="utf-8") for _, name, _ in links}
    assert [link for link in links if link[2] and f'id="{link[2]}"' not in pages[link[1]]] == []
    own = f"{page.name}.html"
    assert numbered(links) <= page_links((SITE / own).read_text(encoding="utf-8"), own)


def test_what_colab_installs_is_declared():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["name"] == "cnnlib"
    assert "notebooks" in project["optional-dependencies"]


@CHAPTERS
def test_twin_imports_only_what_colab_installs(page):
    code = "\n".join(
        re.sub(r"^\s*%", "    0  # %", cell.source, flags=re.MULTILINE) for cell in cells(page, "code")
    )
    modules = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            modules |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            modules.add(node.module.partition(".")[0])
    assert modules - INSTALLED - sys.stdlib_module_names == set()


def test_varying_outputs_are_few_and_each_says_why():
    varying = [(page.path.name, cell) for page in BOOK.chapters for cell in varying_cells(page)]
    silent = [
        (name, cell.line) for name, cell in varying if not re.search(r"# .*\bvar(y|ies)\b", cell.source)
    ]
    assert silent == [], "say in a comment of the cell why its output varies"
    assert len(varying) == VARYING


def test_the_address_of_the_repository_stands_in_one_place():
    texts = [
        path
        for folder in ("book", "cnnlib", "tools", "tests", "bench")
        for path in (ROOT / folder).rglob("*")
    ]
    texts += [path for path in ROOT.glob("*") if path.name != "_config.yml"]
    written = (".py", ".md", ".js", ".css", ".html", ".yml", ".yaml", ".toml", ".bib", ".sh", ".txt")
    address = BOOK.settings.repository.removeprefix("https://")
    found = [path for path in texts if path.suffix in written and address in path.read_text(encoding="utf-8")]
    assert found == []
