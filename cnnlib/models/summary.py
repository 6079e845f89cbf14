"""The table of a network: what each layer puts out, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from math import prod

from cnnlib.arguments import is_whole, show
from cnnlib.layers import Layer
from cnnlib.shapes import receptive_field

COLUMNS = ("layer", "kind", "output", "parameters", "connections", "multiply-adds", "memory", "field")
WORDS = 2


@dataclass(frozen=True)
class LayerSummary:
    """One line of the table.

    ``output_shape`` is without the batch, ``activation_bytes`` is the size of one example's output, and
    ``field`` is the (height, width) of input that one unit sees, or None where it sees all.
    """

    name: str
    kind: str
    output_shape: tuple
    parameters: int
    connections: int
    multiply_adds: int
    activation_bytes: int
    field: tuple[int, int] | None


@dataclass(frozen=True, repr=False)
class Summary:
    """The table as numbers; it prints as text, and in a notebook as HTML."""

    input_shape: tuple
    layers: tuple[LayerSummary, ...]

    @property
    def parameters(self) -> int:
        """Trainable parameters of the whole network."""
        return sum(layer.parameters for layer in self.layers)

    @property
    def connections(self) -> int:
        """Connections of the whole network, biases included, as the LeNet paper counts them."""
        return sum(layer.connections for layer in self.layers)

    @property
    def multiply_adds(self) -> int:
        """Multiply-adds for one example."""
        return sum(layer.multiply_adds for layer in self.layers)

    @property
    def activation_bytes(self) -> int:
        """Memory that the outputs of all layers take for one example."""
        return sum(layer.activation_bytes for layer in self.layers)

    def __getitem__(self, name) -> LayerSummary:
        for layer in self.layers:
            if layer.name == name:
                return layer
        known = ", ".join(layer.name for layer in self.layers)
        raise KeyError(f"summary: there is no layer {name!r}; there are {known}")

    def __repr__(self):
        table = self._table()
        widths = [max(map(len, column)) for column in zip(*table)]
        lines = [_line(row, widths) for row in table]
        rule = "-" * len(lines[0])
        return "\n".join([lines[0], rule, *lines[1:-1], rule, lines[-1]])

    def _repr_html_(self):
        head, *body, total = [[escape(cell) for cell in row] for row in self._table()]
        rows = "".join(f"<tr>{_cells('td', row)}</tr>" for row in body)
        return (
            '<div class="cnn-summary" tabindex="0" role="region" aria-label="Layers of the network" '
            'style="overflow-x: auto">'
            f'<table style="white-space: nowrap"><thead><tr>{_cells("th", head)}</tr></thead>'
            f"<tbody>{rows}</tbody><tfoot><tr>{_cells('th', total)}</tr></tfoot></table></div>"
        )

    def _table(self):
        start = ("input", "", show_shape(self.input_shape), "", "", "", "", "")
        return [COLUMNS, start, *map(_texts, self.layers), self._totals()]

    def _totals(self):
        counts = (self.parameters, self.connections, self.multiply_adds)
        return ("total", "", "", *(f"{count:,}" for count in counts), show_bytes(self.activation_bytes), "")


def summary(model, input_shape) -> Summary:
    """Work out what each layer of a network puts out, and what it costs, without running it.

    Parameters
    ----------
    model : Layer
        The network, or one layer.
    input_shape : (int, int, int)
        Shape of one example: (channels, height, width).

    Returns
    -------
    Summary
        Counts are for one example. A *connection* is a weight as often as it is used, or a bias; a
        *multiply-add* is a weight as often as it is used. Layers without weights count as free.

    Raises
    ------
    TypeError
        If ``model`` is no layer, or ``input_shape`` is not three whole numbers.
    ValueError
        If a layer cannot take what the one before puts out; the message names it.

    References
    ----------
    LeCun, Bottou, Bengio and Haffner, *Gradient-based learning applied to document recognition* (1998),
    section II.B, for connections. The book's chapters on LeNet-5 and AlexNet read these tables.

    Examples
    --------
    >>> from cnnlib.models import lenet5
    >>> table = summary(lenet5(), (1, 28, 28))
    >>> table.parameters
    61706
    >>> table["conv2"].output_shape, table["conv2"].multiply_adds, table["conv2"].field
    ((16, 10, 10), 240000, (14, 14))
    """
    if not isinstance(model, Layer):
        raise TypeError(f"summary: model must be a layer or a network of layers, but is {show(model)}")
    shape, windows, layers = (1, *_example(input_shape)), [], []
    itemsize = next((array.dtype.itemsize for array in model.parameters.values()), 4)
    for name, layer in _leaves(model):
        given, shape = shape, _output_shape(name, layer, shape)
        windows = _seen(windows, layer, shape)
        layers.append(_summarize(name, layer, given, shape, windows, itemsize))
    return Summary(tuple(input_shape), tuple(layers))


def show_shape(shape) -> str:
    """Write a shape as 16 × 10 × 10."""
    return " × ".join(map(str, shape))


def show_bytes(count) -> str:
    """Write a number of bytes with a unit."""
    for unit in ("B", "kB"):
        if count < 1000:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:.3g} MB" if count < 1000 else f"{count:,.0f} MB"


def _example(input_shape):
    is_list = isinstance(input_shape, tuple | list)
    if not is_list or len(input_shape) != 3 or not all(map(is_whole, input_shape)):
        raise TypeError(
            "summary: input_shape must be (channels, height, width) of one example, "
            f"but is {show(input_shape)}"
        )
    return tuple(input_shape)


def _leaves(model, prefix=""):
    """Yield the dotted name and the layer of everything that holds no further layers."""
    if not model.children:
        yield prefix or type(model).__name__, model
    for name, layer in model.children.items():
        yield from _leaves(layer, f"{prefix}.{name}" if prefix else name)


def _output_shape(name, layer, shape):
    try:
        return tuple(layer.output_shape(shape))
    except ValueError as error:
        raise ValueError(f"summary: layer {name} cannot take {show_shape(shape[1:])}: {error}") from error


def _seen(windows, layer, shape):
    """Return the windows that lead from the input to this layer, or None once a unit sees everything."""
    if windows is None or len(shape) != 4:
        return None
    return windows if layer.window is None else [*windows, layer.window]


def _summarize(name, layer, given, shape, windows, itemsize):
    return LayerSummary(
        name=name,
        kind=type(layer).__name__,
        output_shape=shape[1:],
        parameters=layer.parameter_count,
        connections=layer.connections(given),
        multiply_adds=layer.multiply_adds(given),
        activation_bytes=prod(shape) * itemsize,
        field=None if windows is None else _field(windows),
    )


def _field(windows):
    """Return height and width of the input that one unit sees."""
    return tuple(receptive_field([window.along(axis) for window in windows]).size for axis in (0, 1))


def _texts(layer):
    counts = (layer.parameters, layer.connections, layer.multiply_adds)
    return (
        layer.name,
        layer.kind,
        show_shape(layer.output_shape),
        *(f"{count:,}" if count else "" for count in counts),
        show_bytes(layer.activation_bytes),
        "all" if layer.field is None else show_shape(layer.field),
    )


def _line(row, widths):
    """Pad the cells of a line: words to the left, numbers to the right."""
    cells = [cell.ljust(w) if n < WORDS else cell.rjust(w) for n, (cell, w) in enumerate(zip(row, widths))]
    return "  ".join(cells).rstrip()


def _cells(tag, row):
    return "".join(
        f'<{tag} style="text-align: {"left" if n < WORDS else "right"}">{cell}</{tag}>'
        for n, cell in enumerate(row)
    )
