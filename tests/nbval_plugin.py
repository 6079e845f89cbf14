"""Let nbval compare what a twin keeps: ``python -m pytest -p tests.nbval_plugin --nbval …``.

A twin holds text outputs only, so what a fresh execution draws besides is put aside in the same way. And
nbval runs cells outside of IPython's history, where IPython misses the semicolon that silences a last line.
"""

from IPython.core.displayhook import DisplayHook
from nbval.plugin import IPyNbCell

from tools.notebooks.outputs import text_outputs


def pytest_collection_modifyitems(items):
    for item in items:
        if isinstance(item, IPyNbCell):
            item.compare_outputs = _on_text(item.compare_outputs, item.cell.source)


def _on_text(compare, source):
    """Return a comparison that sees of a fresh execution what a notebook would show, and only its text."""
    silenced = {"execute_result"} if DisplayHook.semicolon_at_end_of_expression(source) else set()

    def compare_text(fresh, stored):
        shown = [output for output in fresh if output.output_type not in silenced]
        return compare(text_outputs(shown), stored)

    return compare_text
