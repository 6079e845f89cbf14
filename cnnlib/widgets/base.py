"""What every widget shares: its JavaScript module, its style sheet, its figure without JavaScript."""

import re
from pathlib import Path

import anywidget
import traitlets

FOLDER = Path(__file__).parent
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./(\w+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?function|const|class)", re.MULTILINE)
_MACHINERY = {"layout", "tabbable", "tooltip"}


class Widget(anywidget.AnyWidget):
    """A widget whose Python class and JavaScript module have the same stem.

    A subclass in ``conv_explorer.py`` is drawn by ``conv_explorer.js`` and styled by ``base.css`` and
    ``conv_explorer.css``; a module that it imports can have a style sheet of its own name. In a notebook the
    module runs as an ordinary ipywidget. In the published page the book's own host runs the same module
    without a kernel, so everything that the reader can change must be computed in JavaScript.
    """

    _stem = traitlets.Unicode().tag(sync=True)

    def __init_subclass__(cls, **kwargs):
        stem = cls.__module__.rpartition(".")[2]
        if "_esm" not in vars(cls):  # an instance that gains a trait gets a class of its own, which has it
            cls._esm = bundle(stem)
            cls._css = style(stem)
        super().__init_subclass__(**kwargs)

    def __init__(self, **traits):
        for name in traits:
            if not self.has_trait(name):
                known = ", ".join(own_traits(self.traits(sync=True)))
                raise TypeError(f"{type(self).__name__}: there is no trait {name!r}; there are {known}")
        super().__init__(**traits)

    @traitlets.default("_stem")
    def _default_stem(self):
        return type(self).__module__.rpartition(".")[2]

    def __repr__(self):
        return f"{type(self).__name__}()"

    def fallback(self):
        """Return the figure that stands in the page where JavaScript is off, as HTML (an ``<svg>``, a table).

        It is drawn from the widget's traits alone and shows the result of its present state.
        """
        raise NotImplementedError(f"{type(self).__name__} has no fallback figure")

    def reserved_space(self):
        """Return CSS declarations by which the widget's style sheet keeps its place before it runs."""
        return ""


def own_traits(state):
    """Return, of a widget's synced state, the traits that are its own and not the machinery's."""
    return {name: each for name, each in state.items() if not (name.startswith("_") or name in _MACHINERY)}


def dependencies(stem):
    """Return the stems of the modules that ``stem`` needs, in loading order, itself last."""
    order = []
    for name in _IMPORT.findall(source(stem)):
        order += [each for each in dependencies(name) if each not in order]
    return [*order, stem]


def source(stem):
    """Return the text of the JavaScript module ``stem``."""
    return (FOLDER / f"{stem}.js").read_text(encoding="utf-8")


def bundle(stem):
    """Return one self-contained module: the text of ``stem`` after that of all that it imports.

    Notebooks want a single module. The modules are put end to end: their imports from each other go, and
    only the last keeps its exports, so private names at the top level must differ between modules.
    """
    *needed, last = dependencies(stem)
    texts = [_EXPORT.sub("", _IMPORT.sub("", source(name))) for name in needed]
    return "\n".join([*texts, _IMPORT.sub("", source(last))])


def style(stem):
    """Return the style sheet of ``stem``: the shared rules, those of the modules that it needs, its own."""
    sheets = [FOLDER / f"{name}.css" for name in ["base", *dependencies(stem)]]
    return "\n".join(path.read_text(encoding="utf-8") for path in sheets if path.exists())
