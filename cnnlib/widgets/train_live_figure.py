"""TrainLive without a script: what would be trained, and how, as tables."""

from html import escape

from cnnlib.widgets.layer_list import LAYER_KINDS, layer_names, layer_settings
from cnnlib.widgets.layer_list_rows import layer_rows
from cnnlib.widgets.train_live_layers import INPUT

OPTIMIZERS = {"sgd": "SGD", "adam": "Adam"}


def figure(widget):
    """Return a ``<figure>`` of a TrainLive: its layers as a table, its settings as the caption."""
    rows = layer_rows(widget.layers, INPUT)
    titles = ("Layer", "What it is", "Output", "Parameters")
    heads = "".join(f'<th scope="col">{each}</th>' for each in titles)
    body = "".join(map(_row, layer_names(widget.layers), widget.layers, rows))
    return (
        f"<figure><table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
        f"<figcaption>{escape(_words(widget, rows))}</figcaption></figure>"
    )


def _row(name, layer, row):
    kind, full = LAYER_KINDS[layer["kind"]], layer_settings(layer)
    settings = ", ".join(
        f"{setting['label']} {full[key]}"
        for key, setting in kind["settings"].items()
        if setting["type"] != "flag" and key in layer
    )
    shape = " × ".join(map(str, row.shape))
    what = f"{kind['label']}: {settings}" if settings else kind["label"]
    cells = "".join(f"<td>{escape(each)}</td>" for each in (what, shape, f"{row.parameters:,}"))
    return f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>'


def _words(widget, rows):
    momentum = f" with momentum {widget.momentum:g}" if widget.optimizer == "sgd" else ""
    dropout = f", dropout {widget.dropout:g} before the last linear layer" if widget.dropout else ""
    return (
        f"A network of {sum(row.parameters for row in rows):,} parameters. With JavaScript it is trained "
        f"here on 1,500 of the 1,797 digits, by {OPTIMIZERS[widget.optimizer]}{momentum}, "
        f"learning rate {widget.lr:g}, batches of {widget.batch_size}{dropout}, seed {widget.seed}; "
        "the other 297 say how well it does."
    )
