"""Chapter 9: multiplications, memory, and the bound that a machine sets."""

from math import prod

from cnnlib.exercises.items import first_wrong
from cnnlib.exercises.task import Mistake, Task, case


def _draw_layer(rng):
    """Draw a layer with kernels of 3 × 3 and an odd number of outputs along each axis."""
    channels, kernels = rng.choice([6, 8, 10, 12, 16, 20, 24], size=2, replace=False)
    size = 2 * rng.integers(10, 20) + 1
    return {
        "channels": int(channels),
        "kernels": int(kernels),
        "size": int(size),
        "rows": int(rng.integers(2, 6)),
    }


def _costs(channels, kernels, size, rows, *, places=None, tiles=None):
    """Return the multiplications and the extra numbers of each method, by the formulas of the chapter."""
    places = size - 2 if places is None else places
    tiles = (-(-places // 2)) ** 2 if tiles is None else tiles
    return {
        "products": channels * 9 * kernels * places**2,
        "im2col": channels * 9 * places**2,
        "blocks": (channels * 9 + kernels) * rows * places,
        "winograd products": 16 * channels * kernels * tiles,
        "winograd": 16 * (kernels * channels + channels * tiles + kernels * tiles),
    }


def _padded(size, **layer):
    return _costs(size=size, places=size, **layer)


def _in_bytes(**layer):
    costs = _costs(**layer)
    return {key: costs[key] * (1 if "products" in key else 4) for key in costs}


def _operations(**layer):
    costs = _costs(**layer)
    return {key: costs[key] * (2 if "products" in key else 1) for key in costs}


def _whole_tiles(size, **layer):
    return _costs(size=size, tiles=((size - 2) // 2) ** 2, **layer)


def _side_by_side(size, **layer):
    return _costs(size=size, tiles=(-(-size // 4)) ** 2, **layer)


def _one_channel(channels, kernels, size, rows):
    costs = _costs(channels, kernels, size, rows)
    places = size - 2
    return costs | {"im2col": 9 * places**2, "blocks": (9 + kernels) * rows * places}


def _only_columns(channels, kernels, size, rows):
    costs = _costs(channels, kernels, size, rows)
    return costs | {"blocks": 9 * channels * rows * (size - 2)}


def _slip_of_memory(change):
    """Return the costs, with ``change(channels, kernels, tiles)`` added to what Winograd holds."""

    def costs(channels, kernels, size, rows):
        right = _costs(channels, kernels, size, rows)
        tiles = ((size - 1) // 2) ** 2
        return right | {"winograd": right["winograd"] + change(channels, kernels, tiles)}

    return costs


_COST_MISTAKES = [
    Mistake(hint, when=first_wrong(function))
    for hint, function in (
        ("there is no padding: count the places where a kernel of 3 lies wholly on the picture", _padded),
        ("memory is asked for in numbers, not in bytes", _in_bytes),
        ("a multiplication counts once here, without the addition that goes with it", _operations),
        (
            "with an odd number of outputs the last tiles hang over, and they have to be computed too",
            _whole_tiles,
        ),
        ("tiles of 4 × 4 overlap: each makes 2 × 2 outputs, so count tiles by the outputs", _side_by_side),
        ("a window reaches through all channels, and so does its column", _one_channel),
        ("a block holds the product of its columns, too: a row of outputs for each kernel", _only_columns),
        (
            "Winograd's method holds the transformed kernels, too: 16 numbers for each channel of each",
            _slip_of_memory(lambda channels, kernels, tiles: -16 * kernels * channels),
        ),
        (
            "the kernels are held transformed: each channel of a kernel has 16 numbers then, not 9",
            _slip_of_memory(lambda channels, kernels, tiles: -7 * kernels * channels),
        ),
        (
            "the products are held before they are transformed back: 16 numbers for a tile, not 4",
            _slip_of_memory(lambda channels, kernels, tiles: -12 * kernels * tiles),
        ),
    )
]


def _roofline(x_shape, weight_shape, peak, bandwidth):
    """Return the operations per byte of a layer in float32, and the seconds that it takes at least."""
    operations, numbers = _work(x_shape, weight_shape)
    return _bound(operations, 4 * sum(numbers), peak, bandwidth)


def _work(x_shape, weight_shape):
    """Return the operations of a layer, and the numbers in its input, its weights and its output."""
    places = prod(size - k + 1 for size, k in zip(x_shape[1:], weight_shape[2:]))
    return 2 * prod(weight_shape) * places, (prod(x_shape), prod(weight_shape), weight_shape[0] * places)


def _bound(operations, traffic, peak, bandwidth):
    intensity = operations / traffic
    return intensity, operations / min(peak, bandwidth * intensity)


def _multiply_adds(x_shape, weight_shape, peak, bandwidth):
    operations, numbers = _work(x_shape, weight_shape)
    return _bound(operations / 2, 4 * sum(numbers), peak, bandwidth)


def _numbers(x_shape, weight_shape, peak, bandwidth):
    operations, numbers = _work(x_shape, weight_shape)
    return _bound(operations, sum(numbers), peak, bandwidth)


def _only_reads(x_shape, weight_shape, peak, bandwidth):
    operations, numbers = _work(x_shape, weight_shape)
    return _bound(operations, 4 * sum(numbers[:2]), peak, bandwidth)


def _only_maps(x_shape, weight_shape, peak, bandwidth):
    operations, (read, _, written) = _work(x_shape, weight_shape)
    return _bound(operations, 4 * (read + written), peak, bandwidth)


def _at_the_peak(x_shape, weight_shape, peak, bandwidth):
    operations, numbers = _work(x_shape, weight_shape)
    return operations / (4 * sum(numbers)), operations / peak


def _the_faster(x_shape, weight_shape, peak, bandwidth):
    operations, numbers = _work(x_shape, weight_shape)
    traffic = 4 * sum(numbers)
    return operations / traffic, min(operations / peak, traffic / bandwidth)


def _rate(x_shape, weight_shape, peak, bandwidth):
    intensity, _ = _roofline(x_shape, weight_shape, peak, bandwidth)
    return intensity, min(peak, bandwidth * intensity)


def _padded_layer(x_shape, weight_shape, peak, bandwidth):
    """Take as many places as the picture has pixels."""
    operations = 2 * prod(weight_shape) * prod(x_shape[1:])
    numbers = prod(x_shape) + prod(weight_shape) + weight_shape[0] * prod(x_shape[1:])
    return _bound(operations, 4 * numbers, peak, bandwidth)


def _one_after_the_other(x_shape, weight_shape, peak, bandwidth):
    operations, numbers = _work(x_shape, weight_shape)
    traffic = 4 * sum(numbers)
    return operations / traffic, operations / peak + traffic / bandwidth


def _all_channels(x_shape, weight_shape, peak, bandwidth):
    """Take every kernel for one that sees all channels, whatever its own shape says."""
    return _roofline(x_shape, (weight_shape[0], x_shape[0], *weight_shape[2:]), peak, bandwidth)


def _random_layer(rng):
    channels, kernels, kh, kw = (int(n) for n in rng.integers(1, 9, size=4))
    height, width = (int(n) for n in rng.integers(9, 40, size=2))
    grouped = rng.random() < 0.3
    weight_shape = (channels, 1, kh, kw) if grouped else (kernels, channels, kh, kw)
    return case(
        (channels, height, width),
        weight_shape,
        float(rng.uniform(1, 90) * 1e9),
        float(rng.uniform(2, 20) * 1e9),
    )


TASKS = [
    Task(
        "my_costs",
        reference=_costs,
        personal=_draw_layer,
        mistakes=_COST_MISTAKES,
    ),
    Task(
        "roofline",
        reference=_roofline,
        cases={
            "one channel, one kernel": case((1, 4, 4), (1, 1, 2, 2), 1e9, 1e9),
            "LeNet's C3, connected to all": case((6, 14, 14), (16, 6, 5, 5), 50e9, 10e9),
            "the multipliers decide": case((16, 20, 12), (32, 16, 3, 3), 10e9, 10e9),
            "depthwise: one kernel a channel": case((8, 30, 20), (8, 1, 3, 3), 50e9, 10e9),
        },
        random=_random_layer,
        mistakes=[
            Mistake("a multiply-add is two operations: a multiplication and an addition", _multiply_adds),
            Mistake("these are operations per number; a number of float32 has four bytes", _numbers),
            Mistake("the output is missing in the traffic: it has to be written", _only_reads),
            Mistake("the weights are missing in the traffic: they have to be read as well", _only_maps),
            Mistake("the rate is the peak here, even where the memory cannot deliver so fast", _at_the_peak),
            Mistake(
                "computing and fetching go on at the same time: the slower decides, and they do not add up",
                _one_after_the_other,
            ),
            Mistake(
                "the smaller of two times is told: the layer has to wait for the slower of the two",
                _the_faster,
            ),
            Mistake("the second number is a rate, operations a second: asked for are the seconds", _rate),
            Mistake(
                "the output has as many places as the picture has pixels: nothing is padded", _padded_layer
            ),
            Mistake(
                "not every kernel sees all channels: the shape of the weights says how many it sees",
                _all_channels,
            ),
        ],
        atol=0.0,  # seconds are far below the usual tolerance
    ),
]
