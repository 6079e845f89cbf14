"""The book as its two configuration files tell it: the pages, their order, their addresses."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath

import yaml

from tools.notebooks.citations import Bibliography
from tools.notebooks.labels import collect
from tools.notebooks.parser import Parser

# Jupyter Book's own, for a book that names none.
_EXTENSIONS = ("colon_fence", "dollarmath", "linkify", "substitution", "tasklist")
_FORMATS = {"figure": "Fig. %s", "table": "Table %s", "code-block": "Listing %s", "section": "Section %s"}


class ConfigurationError(ValueError):
    """_config.yml or _toc.yml lacks something that the notebooks need."""


@dataclass(frozen=True)
class Settings:
    """What the notebooks take from _config.yml."""

    repository: str
    branch: str
    base_url: str
    extensions: frozenset
    number_formats: dict
    bibliographies: tuple

    @classmethod
    def read(cls, path):
        """Read a _config.yml, and say what is missing from it."""
        config = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        sphinx = (config.get("sphinx") or {}).get("config") or {}
        repository = _needed(path, config, "repository", "url").rstrip("/").removesuffix(".git")
        if not repository.startswith("https://github.com/"):
            raise ConfigurationError(
                f"{path}: repository.url must be on https://github.com/, not {repository}"
            )
        return cls(
            repository=repository,
            branch=_needed(path, config, "repository", "branch"),
            base_url=_needed(path, config, "sphinx", "config", "html_baseurl").rstrip("/") + "/",
            extensions=frozenset((config.get("parse") or {}).get("myst_enable_extensions", _EXTENSIONS)),
            number_formats={**_FORMATS, **sphinx.get("numfig_format", {})},
            bibliographies=tuple(sphinx.get("bibtex_bibfiles") or config.get("bibtex_bibfiles") or ()),
        )


def _needed(path, config, *keys):
    value = config
    for key in keys:
        value = (value or {}).get(key)
    if not value:
        raise ConfigurationError(f"{path}: {'.'.join(keys)} is missing; the notebooks' links need it")
    return value


@dataclass
class Page:
    """One page: its name for Sphinx, its file, its number in the table of contents, or ()."""

    name: str
    path: Path
    number: tuple
    base_url: str
    text: str = field(init=False)
    env: dict = field(init=False, default_factory=dict)

    def __post_init__(self):
        self.text = self.path.read_text(encoding="utf-8")

    @property
    def url(self):
        """The address of the published page."""
        return f"{self.base_url}{self.name}.html"

    @property
    def twin(self):
        """The path of the notebook beside the text."""
        return self.path.with_suffix(".ipynb")

    @property
    def is_notebook(self):
        """Whether the text is a notebook, by its front matter."""
        if not self.text.startswith("---\n"):
            return False
        front = yaml.safe_load(self.text.split("\n---", 1)[0]) or {}
        return "kernelspec" in front or "jupytext" in front


@dataclass
class Book:
    """A folder with _config.yml and _toc.yml."""

    root: Path

    @cached_property
    def settings(self):
        """What _config.yml says."""
        return Settings.read(self.root / "_config.yml")

    @cached_property
    def parser(self):
        """A tokenizer for the syntax that this book turns on."""
        return Parser(self.settings.extensions)

    @cached_property
    def pages(self):
        """The Markdown pages, in the order of the table of contents."""
        toc = yaml.safe_load((self.root / "_toc.yml").read_text(encoding="utf-8"))
        entries = [(self.root / toc["root"], ()), *_numbered(self.root, toc)]
        found = [(_source(path), number) for path, number in entries]
        return [self._page(path, number) for path, number in found if path]

    def _page(self, path, number):
        if not path.exists():
            raise ConfigurationError(f"{self.root / '_toc.yml'}: there is no {path.relative_to(self.root)}")
        name = PurePosixPath(path.relative_to(self.root).as_posix()).with_suffix("")
        return Page(str(name), path, number, self.settings.base_url)

    @property
    def chapters(self):
        """The pages that have a twin."""
        return [page for page in self.pages if page.is_notebook]

    @cached_property
    def labels(self):
        """Every label of the book, with what it points at."""
        return collect(self.pages, self.parser)

    @cached_property
    def bibliography(self):
        """The entries of the book's BibTeX files."""
        return Bibliography.read([self.root / name for name in self.settings.bibliographies])

    def page_at(self, path):
        """Return the page whose source is ``path``, or None."""
        return next((page for page in self.pages if page.path.resolve() == path.resolve()), None)

    def source_url(self, page):
        """Return where the twin of ``page`` lies, as Colab asks for it."""
        return self.blob(page.twin.relative_to(self.root).as_posix())

    def blob(self, path):
        """Return where a file of the repository lies, as Colab asks for it: owner/name/blob/branch/path."""
        project = self.settings.repository.removeprefix("https://github.com/")
        return f"{project}/blob/{self.settings.branch}/{path}"


def _source(path):
    """Return the Markdown file behind an entry of _toc.yml, or None for another kind of page."""
    if path.suffix == ".md":
        return path
    beside = path.with_name(path.name + ".md")
    return beside if beside.exists() else None


def _numbered(root, toc):
    """Yield ``(path, number)`` for the entries below the root, numbered through all parts as on the pages."""
    defaults = {**(toc.get("defaults") or {}), **(toc.get("options") or {})}
    count = 0
    for part in toc.get("parts") or [toc]:
        numbered = {**defaults, **(part.get("options") or {}), **part}.get("numbered", False)
        for entry in part.get("chapters") or part.get("sections") or ():
            count += bool(numbered)
            yield from _entries(root, entry, (count,) if numbered else ())


def _entries(root, entry, number):
    if "file" in entry:
        yield root / entry["file"], number
    for index, each in enumerate(entry.get("sections") or (), 1):
        yield from _entries(root, each, (*number, index) if number else ())
