"""Let nbval compare what a twin keeps: ``pytest -p tests.nbval_plugin --nbval …``.

A twin holds text outputs only, so what a fresh execution draws besides is put aside in the same way.
"""

from nbval.plugin import IPyNbCell

from tools.notebooks.outputs import text_outputs


def pytest_collection_modifyitems(items):
    for item in items:
        if isinstance(item, IPyNbCell):
            item.compare_outputs = _on_text(item.compare_outputs)


def _on_text(compare):
    """Return a comparison that sees only the text of a fresh execution."""
    return lambda fresh, stored: compare(text_outputs(fresh), stored)
