"""What a convolutional layer holds and what it gives: filters and feature maps, tiled."""

import numpy as np

from cnnlib.arguments import whole_number
from cnnlib.plots.descriptions import add_description
from cnnlib.plots.shading import check_limits, finite_range, shaded, shaded_colors, signed_limits
from cnnlib.plots.tiles import Board, draw_scale, draw_tiles, usual_columns
from cnnlib.plots.words import counted, extent, headed, listed, number, sentence, size

_OWN_SCALES = "each on its own scale"


def show_feature_maps(volume, *, limits="shared", signed=None, columns=None, title=None, ax=None):
    """Draw the channels of one example as tiles, numbered from 0.

    Gray from black to white; where there are negative values, by sign: blue below zero, white at zero,
    vermillion above. NaN and infinities are yellow.

    Parameters
    ----------
    volume : array_like, shape (channels, height, width)
        The feature maps of one example: ``out[0]`` of a batch.
    limits : {"shared", "own"} or (low, high)
        Whether one scale holds for all maps, so that a weak one looks weak, or each has its own, so that the
        pattern of each is seen; or the values at the ends of the scale.
    signed : bool, optional
        Whether to color by sign; by default where a value is negative.
    columns : int, optional
        How many maps stand in a row.
    title : str, optional
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
        Measured in the pixels of the maps.

    Raises
    ------
    TypeError
        If `volume` holds no real numbers.
    ValueError
        If `volume` is not of that shape or is empty, or `limits` or `columns` is none of these.

    Examples
    --------
    >>> ax = show_feature_maps([[[0, 1], [2, 3]], [[0, 0], [0, 0]]])
    >>> [text.get_text() for text in ax.texts]
    ['0', '1', '0', '3']
    """
    volume = _real("show_feature_maps", "volume", volume, ("channels", "height", "width"))
    limits = check_limits("show_feature_maps", limits)
    signed = bool(finite_range(volume)[0] < 0) if signed is None else signed
    count, *shape = volume.shape
    board = _board("show_feature_maps", count, shape, columns, title)
    tiles = [shaded(plane, _limits(plane, volume, limits, signed), signed) for plane in volume]
    ax = draw_tiles(tiles, board, labels=range(count), title=title, ax=ax)
    draw_scale(ax, board, _OWN_SCALES if limits == "own" else _limits(None, volume, limits, signed), signed)
    add_description(ax, _map_words(volume, title, limits))
    return ax


def show_filters(weight, *, limits="shared", columns=None, title=None, ax=None):
    """Draw a layer's filters as tiles, numbered from 0.

    With one input channel, a filter is a tile, colored by sign: blue below zero, white at zero, vermillion
    above. With three, a filter is a tile in RGB: mid-gray is zero, and what a filter prefers is as bright and
    as colored as it looks. With more, each row of tiles is a filter and each column an input channel.

    Parameters
    ----------
    weight : array_like, shape (out_channels, in_channels, kernel_height, kernel_width)
    limits : {"shared", "own"} or (low, high)
        Whether one scale holds for all filters, or each has its own, as in `show_feature_maps`; or the values
        at the ends of the scale, which must lie the same distance from zero.
    columns : int, optional
        How many filters stand in a row, with one or three input channels.
    title : str, optional
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
        Measured in weights.

    Raises
    ------
    TypeError
        If `weight` holds no real numbers.
    ValueError
        If `weight` is not of that shape or is empty, if `limits` is none of these, or `columns` is given
        where the columns are input channels.

    Examples
    --------
    >>> ax = show_filters([[[[1, 0, -1]]], [[[1, 2, 1]]]])
    >>> [text.get_text() for text in ax.texts]
    ['0', '1', '−2', '2']
    """
    axes = ("out_channels", "in_channels", "kernel_height", "kernel_width")
    weight = _real("show_filters", "weight", weight, axes)
    limits = check_limits("show_filters", limits)
    _check_filter_options(weight.shape[1], limits, columns)
    in_color = weight.shape[1] == 3
    largest = [_largest(each, weight, limits) for each in weight]
    if in_color:
        tiles = [shaded_colors(np.moveaxis(each, 0, -1), top) for each, top in zip(weight, largest)]
    else:
        tiles = [shaded(plane, (-top, top), True) for each, top in zip(weight, largest) for plane in each]
    columns = weight.shape[1] if weight.shape[1] not in (1, 3) else columns
    board = _board("show_filters", len(tiles), weight.shape[2:], columns, title)
    ax = draw_tiles(tiles, board, labels=_filter_labels(weight), title=title, ax=ax)
    draw_scale(ax, board, _filter_scale(limits, largest[0], in_color), True)
    add_description(ax, _filter_words(weight, title, limits))
    return ax


def _real(function, name, values, axes):
    values = np.asarray(values)
    if values.dtype.kind not in "biuf":
        raise TypeError(f"{function}: {name} must hold real numbers, got dtype {values.dtype}")
    if values.ndim != len(axes) or values.size == 0:
        raise ValueError(
            f"{function}: {name} must have shape ({', '.join(axes)}) and entries, got {values.shape}"
        )
    return values.astype(float)


def _board(function, count, shape, columns, title):
    height, width = shape
    if columns is None:
        columns = usual_columns(count, height / width)
    columns = min(whole_number(function, "columns", columns, minimum=1), count)
    return Board(count, height, width, columns, titled=bool(title))


def _limits(plane, volume, limits, signed):
    if not isinstance(limits, str):
        return limits
    values = plane if limits == "own" else volume
    return signed_limits(values) if signed else (min(finite_range(values)[0], 0.0), finite_range(values)[1])


def _largest(one, weight, limits):
    return limits[1] if not isinstance(limits, str) else signed_limits(one if limits == "own" else weight)[1]


def _check_filter_options(in_channels, limits, columns):
    if not isinstance(limits, str) and limits[0] != -limits[1]:
        raise ValueError(
            f"show_filters: limits must lie the same distance from zero, got ({limits[0]:g}, {limits[1]:g})"
        )
    if columns is not None and in_channels not in (1, 3):
        raise ValueError(
            f"show_filters: columns must be None where weight has {in_channels} in_channels, the columns"
        )


def _filter_labels(weight):
    out_channels, in_channels = weight.shape[:2]
    if in_channels in (1, 3):
        return range(out_channels)
    return [f"{i}, {j}" for i in range(out_channels) for j in range(in_channels)]


def _filter_scale(limits, largest, in_color):
    if limits == "own":
        return _OWN_SCALES
    return f"gray is 0, the ends are ±{number(largest)}" if in_color else (-largest, largest)


def _map_words(volume, title, limits):
    count, *shape = volume.shape
    maps = counted(count, "feature map")
    told = sentence(f"{headed(maps, title)} of {size(shape)}, {_scale_words(limits, volume)}")
    means = np.nanmean(np.where(np.isfinite(volume), volume, 0), axis=(1, 2))
    if count > 1 and np.ptp(means) > 0:
        told += f" Map {means.argmax()} has the largest mean, {number(means.max())}."
    flat = [i for i, plane in enumerate(volume) if np.isfinite(plane).all() and np.ptp(plane) == 0]
    strange = [i for i, plane in enumerate(volume) if not np.isfinite(plane).all()]
    told += f" The same value everywhere: {_numbered('map', flat)}." if flat else ""
    return told + (f" Not finite in places, in yellow: {_numbered('map', strange)}." if strange else "")


def _filter_words(weight, title, limits):
    out_channels, in_channels, *shape = weight.shape
    subject = headed(counted(out_channels, "filter"), title)
    kind = ", in color" if in_channels == 3 else ""
    channels = counted(in_channels, "input channel")
    told = sentence(f"{subject} of {size(shape)} over {channels}{kind}, {_scale_words(limits, weight)}")
    norms = np.sqrt(np.square(np.nan_to_num(weight, posinf=0, neginf=0)).sum(axis=(1, 2, 3)))
    if out_channels > 1 and np.ptp(norms) > 0:
        told += f" Filter {norms.argmax()} is the largest, filter {norms.argmin()} the smallest."
    return told


def _scale_words(limits, values):
    if isinstance(limits, str):
        scale = _OWN_SCALES if limits == "own" else "on one scale"
    else:
        scale = f"on a scale from {number(limits[0])} to {number(limits[1])}"
    return f"{scale}; values {extent(values)}"


def _numbered(noun, numbers):
    return f"{noun}{'s' if len(numbers) > 1 else ''} {listed(numbers)}"
