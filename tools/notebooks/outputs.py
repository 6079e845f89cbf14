"""Which outputs a twin keeps: the text that a reader sees and a test can compare."""

import re

from nbformat import NotebookNode, from_dict

_TEXTS = ("text/plain", "text/markdown", "text/latex")
# A value that is glued into the page without being shown travels under this prefix.
_GLUED = "application/papermill.record/text/plain"
_ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}\b")


def text_outputs(outputs):
    """Return the text in a cell's outputs: without pictures, widgets, HTML, tracebacks, memory addresses.

    A twin is written with it, and an execution is compared with the twin through it. HTML goes, since what
    shows HTML (a table) has the same numbers as plain text, and front ends redraw it at the first run.
    """
    kept = [_kept(output) for output in _joined(outputs)]
    return [output for output in kept if output]


def glued_values(outputs):
    """Return what the cells' outputs glue into the prose: plain text by name."""
    values = {}
    for output in outputs:
        scrap = output.get("metadata", {}).get("scrapbook")
        if scrap:
            values[scrap["name"]] = output["data"][scrap["mime_prefix"] + "text/plain"]
    return values


def _joined(outputs):
    """Put what goes to one stream into one output: how it is cut into messages depends on the hour."""
    streams, joined = {}, []
    for output in outputs:
        if output["output_type"] != "stream":
            joined.append(output)
        elif output["name"] in streams:
            streams[output["name"]]["text"] += output["text"]
        else:
            streams[output["name"]] = NotebookNode(output)
            joined.append(streams[output["name"]])
    return joined


def _kept(output):
    """Return one output's text, or None where it has none."""
    kind = output["output_type"]
    if kind == "stream":
        return NotebookNode(output_type=kind, name=output["name"], text=_still(output["text"]))
    if kind == "error":
        return NotebookNode(
            output_type=kind, ename=output["ename"], evalue=_still(output["evalue"]), traceback=[]
        )
    data = {mime: _still(output["data"][mime]) for mime in (*_TEXTS, _GLUED) if mime in output["data"]}
    if not data:
        return None
    metadata = {name: each for name, each in output["metadata"].items() if name == "scrapbook"}
    counted = {"execution_count": None} if kind == "execute_result" else {}
    return from_dict({"output_type": kind, "data": data, "metadata": metadata, **counted})


def _still(text):
    """Return a text without the addresses that differ from run to run."""
    return _ADDRESS.sub("0x…", text)
