"""Sphinx extension: the book's widgets, alive in pages that have no kernel.

myst-nb leaves in the page a place for each widget and, as JSON, the state of all widget models of the
notebook. This extension keeps of that state what the widgets need, puts a mount with the widget's fallback
figure in each place, and adds the scripts and style sheets of the page's widgets, each once.
"""

import html
import importlib
import json
import os
import re
from pathlib import Path

from sphinx.errors import ExtensionError

from cnnlib.widgets import base

STATE_TYPE = "application/vnd.jupyter.widget-state+json"
VIEW = re.compile(r'<script type="application/vnd\.jupyter\.widget-view\+json">(.*?)</script>', re.DOTALL)
CONTROLS = "@jupyter-widgets/controls"
FOLDER = "widgets"


def setup(app):
    """Register the extension with Sphinx and tell kernels that widgets get no answer."""
    os.environ["CNNLIB_PRERENDER"] = "1"
    app.connect("builder-inited", write_assets)
    app.connect("html-page-context", bring_to_life, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def write_assets(app):
    """Write each module as a classic script, and each style sheet, into the site's static folder."""
    if app.builder.format != "html":
        return
    folder = Path(app.outdir) / "_static" / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for path in base.FOLDER.glob("*.js"):
        (folder / path.name).write_text(classic_script(path.stem), encoding="utf-8")
    for path in base.FOLDER.glob("*.css"):
        (folder / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")


def classic_script(stem):
    """Return a script that hands the module's source to the host; a page from disk can load it."""
    return f"cnnWidgets.define({json.dumps(stem)}, {json.dumps(base.source(stem), ensure_ascii=False)});\n"


def bring_to_life(app, pagename, templatename, context, doctree):
    """Put mounts, states, scripts and style sheets into a page with widgets."""
    if not VIEW.search(context.get("body", "")):
        return
    models = notebook_models(app, pagename)
    states = {}

    def mount(match):
        model = models[json.loads(match.group(1))["model_id"]]
        stem, state = model["_stem"], base.own_traits(model)
        identity = unique_name(stem.replace("_", "-"), states)
        states[identity] = {"stem": stem, "state": state}
        return mount_html(identity, restored(stem, state))

    context["body"] = VIEW.sub(mount, context["body"])
    context["body"] += state_script(states)
    add_assets(app, context, {each["stem"] for each in states.values()})


def notebook_models(app, pagename):
    """Return the widget models of the page's notebook: model id → state."""
    script = app.env.nb_metadata[pagename]["js_files"].get("ipywidgets_state")
    if script is None:
        raise ExtensionError(f"{pagename}: the page shows a widget but its notebook kept no widget state")
    entries = json.loads(script[1]["body"])["state"]
    dead = sorted({each["model_name"] for each in entries.values() if each["model_module"] == CONTROLS})
    if dead:
        raise ExtensionError(f"{pagename}: dead in the published page: {', '.join(dead)}; use explore")
    return {identity: entry["state"] for identity, entry in entries.items()}


def unique_name(stem, taken):
    """Return ``stem``, or ``stem-2``, ``stem-3`` … where it is taken."""
    count = sum(name == stem or re.fullmatch(rf"{stem}-\d+", name) is not None for name in taken)
    return stem if count == 0 else f"{stem}-{count + 1}"


def restored(stem, state):
    """Return the widget of a module, in the state that the notebook left it in."""
    module = importlib.import_module(f"cnnlib.widgets.{stem}")
    (widget,) = (
        each
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, base.Widget) and each.__module__ == module.__name__
    )
    fixed = {name for name, trait in widget.class_traits().items() if trait.read_only}
    return widget(**{name: value for name, value in state.items() if name not in fixed})


def mount_html(identity, widget):
    """Return the place of a widget in the page, which holds its figure for readers without JavaScript."""
    return (
        f'<div class="cnn-mount" id="{html.escape(identity)}" data-stem="{html.escape(widget._stem)}"'
        f' style="{html.escape(widget.reserved_space())}">'
        f"<noscript>{widget.fallback()}<p>This figure can be changed where JavaScript is on.</p></noscript>"
        "</div>"
    )


def state_script(states):
    """Return the states as a script element that holds data only, and that no text in it can end."""
    text = json.dumps(states, separators=(",", ":"), ensure_ascii=False)
    text = text.replace("</", "<\\/").replace("<!--", "\\u003c!--")
    return f'\n<script type="application/json" id="cnn-widget-states">{text}</script>\n'


def add_assets(app, context, stems):
    """Add the scripts and style sheets that the page's widgets need."""
    needed = list(dict.fromkeys(name for stem in sorted(stems) for name in base.dependencies(stem)))
    sheets = ["base", *(name for name in needed if (base.FOLDER / f"{name}.css").exists())]
    drop_state_script(context)
    for name in sheets:
        app.add_css_file(f"{FOLDER}/{name}.css")
    app.add_js_file("widget_host.js", loading_method="defer")
    for name in needed:
        app.add_js_file(f"{FOLDER}/{name}.js", loading_method="defer")


def drop_state_script(context):
    """Take out the script by which myst-nb hands the full state, module sources and all, to ipywidgets."""
    scripts = context["script_files"]
    scripts[:] = [each for each in scripts if getattr(each, "attributes", {}).get("type") != STATE_TYPE]
