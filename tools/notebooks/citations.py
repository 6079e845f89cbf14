"""Author, year and address of the entries of the bibliography."""

from dataclasses import dataclass

from pybtex.database import parse_file
from pybtex.richtext import Text


@dataclass(frozen=True)
class Bibliography:
    """The entries of the book's BibTeX files, by key."""

    entries: dict

    @classmethod
    def read(cls, paths):
        """Read BibTeX files, by Sphinx's own bibliography's parser."""
        entries = {}
        for path in paths:
            entries.update(parse_file(str(path), bib_format="bibtex").entries)
        return cls(entries)

    def link(self, key, *, textual):
        """Return a work as a link: ``[Cox (2004)](…)`` where ``textual``, else ``[Cox, 2004](…)``."""
        entry = self.entries[key]
        year = entry.fields.get("year", "n.d.")
        text = f"{_authors(entry)} ({year})" if textual else f"{_authors(entry)}, {year}"
        url = _url(entry)
        return f"[{text}]({url})" if url else text

    def line(self, key):
        """Return a work as one line of a list of references."""
        entry = self.entries[key]
        *names, last = [str(Text.from_latex(str(person))) for person in _persons(entry)] or [""]
        people = f"{', '.join(names)} and {last}" if names else last
        where = _field(entry, "journal", "booktitle", "publisher", "school", "institution")
        parts = [
            f"{people} ({entry.fields.get('year', 'n.d.')})",
            f"*{_field(entry, 'title')}*",
            where,
            _url(entry),
        ]
        return ". ".join(part for part in parts if part)


def _persons(entry):
    return entry.persons.get("author") or entry.persons.get("editor") or []


def _authors(entry):
    """Return the authors as a citation names them: one, two with an ampersand, or the first et al."""
    people = _persons(entry)
    names = [str(Text.from_latex(" ".join(each.prelast_names + each.last_names))) for each in people]
    if "others" in names[1:]:
        return f"{names[0]} et al."
    if not names:
        return _field(entry, "title")
    return f"{names[0]} et al." if len(names) > 2 else " & ".join(names)


def _field(entry, *names):
    """Return the first of the fields that the entry has, without TeX."""
    text = next((entry.fields[name] for name in names if name in entry.fields), "")
    return str(Text.from_latex(text))


def _url(entry):
    if "doi" in entry.fields:
        return f"https://doi.org/{entry.fields['doi']}"
    if "eprint" in entry.fields and "url" not in entry.fields:
        return f"https://arxiv.org/abs/{entry.fields['eprint']}"
    return entry.fields.get("url", "")
