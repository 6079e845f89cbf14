"""A file that a student sent, read as a notebook, or the reason why it is none."""

import codecs
import json
import warnings

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

_NEW = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}
_BEGINNINGS = {
    b"%PDF": "a PDF, not a notebook",
    b"PK\x03\x04": "a zip or Office file, not a notebook",
    b"<!DOCTYPE": "a web page, not a notebook",
    b"<!doctype": "a web page, not a notebook",
    b"<html": "a web page, not a notebook",
    b"\x89PNG": "a picture, not a notebook",
    b"\xff\xd8\xff": "a picture, not a notebook",
}


class Unreadable(ValueError):
    """The file is no notebook; the message says what it is instead."""


def read_notebook(data):
    """Return the notebook that the bytes hold: cells of source and metadata, no outputs."""
    for beginning, reason in _BEGINNINGS.items():
        if data.startswith(beginning):
            raise Unreadable(reason)
    found = _parsed(_text(data))
    if not isinstance(found, dict) or not isinstance(found.get("cells", found.get("worksheets")), list):
        raise Unreadable("JSON, but not a notebook")
    if "cells" not in found:
        found = _upgraded(found)
    cells = [cell for each in found["cells"] if (cell := _cell(each))]
    if not cells:
        raise Unreadable("a notebook without cells")
    return new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python"}})


def _text(data):
    if not data.strip():
        raise Unreadable("the file is empty")
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("neither text nor a notebook") from None


def _parsed(text):
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        if not text.lstrip().startswith("{"):
            raise Unreadable("a text, not a notebook") from None
        raise Unreadable(f"a damaged notebook: its JSON ends or breaks in line {error.lineno}") from None
    except RecursionError:
        raise Unreadable("JSON, but not a notebook") from None


def _upgraded(found):
    """Return a notebook of an older format in today's."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return nbformat.convert(nbformat.from_dict(found), 4)
    except Exception as error:
        raise Unreadable(f"a notebook of an old format that cannot be read: {error!r}") from None


def _cell(found):
    """Return a cell with what matters of it, or None where there is nothing to read."""
    if not isinstance(found, dict) or found.get("cell_type") not in _NEW:
        return None
    source = found.get("source", "")
    source = "".join(map(str, source)) if isinstance(source, list) else str(source)
    metadata = found.get("metadata")
    mark = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    kept = {"nbgrader": {"grade_id": str(mark.get("grade_id"))}} if isinstance(mark, dict) else {}
    return _NEW[found["cell_type"]](source.encode("utf-8", "replace").decode(), metadata=kept)
