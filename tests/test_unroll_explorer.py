"""UnrollExplorer: its numbers, costs and words against cnnlib and NumPy, and what it refuses."""

import numpy as np
import pytest
import traitlets

from cnnlib.ops import vectorized
from cnnlib.shapes import conv2d_multiply_adds, conv_output_size
from cnnlib.widgets import UnrollExplorer, base
from cnnlib.widgets.unroll_explorer_costs import convolution_costs
from tests import unroll_explorer_cases as cases

NUMBERS = """(m, states) => states.map((state) => {
  const { x, weight, columns, isPadding, direct, product, sums, waves, side } = m.unrollNumbers(state);
  const rest = Object.entries({ isPadding, direct, product, sums, output: waves.output });
  return { side, x: [...x.data], weight: [...weight.data], columns: [...columns.data],
    ...Object.fromEntries(rest.map(([name, values]) => [name, [...values]])) };
})"""
PARTIAL = """(m, [state, count]) => [...m.shiftedSums(m.unrollNumbers(state), state, count)]"""
WAVES = """(m, state) => {
  const plain = (spectra) => spectra.map(({ re, im }) => [[...re], [...im]]);
  const { inputs, weights, products, circular } = m.unrollNumbers(state).waves;
  return { inputs: plain(inputs), weights: plain(weights), products: plain(products),
    circular: circular.map((plane) => [...plane]) };
}"""
FOURIER = """(m, [re, im, size]) => {
  const out = m.fourier({ re: Float64Array.from(re), im: Float64Array.from(im) }, size);
  return [[...out.re], [...out.im], [...m.inverseFourier(out, size)]];
}"""
FEWEST = "{} takes the fewest multiplications, {} times fewer than the direct sum."
COSTS = "(m, layers) => layers.map((layer) => [m.unrollCosts(layer), m.kernelSpectraCost(layer)])"


def explorer(state):
    """Return the widget of a state's sizes."""
    return UnrollExplorer(**{name: state[name] for name in cases.SETTINGS})


def spectra(found, side):
    """Return complex pictures from real and imaginary parts."""
    parts = np.array(found)
    return (parts[:, 0] + 1j * parts[:, 1]).reshape(-1, side, side)


def test_three_methods_give_the_output_of_the_library(module):
    states = [*cases.STATES, cases.LARGEST]
    assert len(states) > 90
    for state, found in zip(states, module("unroll_explorer_math")(NUMBERS, states)):
        widget = explorer(state)
        assert found["side"] == widget.output.shape[1], state
        for name in ("x", "weight", "columns"):
            assert found[name] == getattr(widget, name).ravel().tolist(), (name, state)
        for name in ("direct", "product", "sums"):
            assert found[name] == widget.output.ravel().tolist(), (name, state)
        np.testing.assert_allclose(found["output"], widget.output.ravel(), atol=1e-12, err_msg=str(state))
        options = {"stride": state["stride"], "padding": state["padding"]}
        inside = vectorized.unfold(np.ones_like(widget.x[None]), state["kernel_size"], **options)
        assert found["isPadding"] == (1 - inside).ravel().tolist(), state


def test_sums_of_some_taps_are_slices_times_weights(module):
    state = cases.state(size=7, channels=2, kernel_size=3, stride=2, padding=1, filters=3, seed=5)
    widget = explorer(state)
    padded = np.pad(widget.x, [(0, 0), (1, 1), (1, 1)])
    sums = np.zeros_like(widget.output)
    for tap, (c, u, v) in enumerate(np.ndindex(2, 3, 3)):
        sums += widget.weight[:, c, u, v, None, None] * padded[c, u : u + 7 : 2, v : v + 7 : 2]
        found = module("unroll_explorer_math")(PARTIAL, [state, tap + 1])
        assert found == sums.ravel().tolist(), tap


@pytest.mark.parametrize("size", [3, 4, 7, 12])
def test_transform_is_that_of_numpy(module, size):
    rng = np.random.default_rng(size)
    z = rng.normal(size=(size, size)) + 1j * rng.normal(size=(size, size))
    given = [z.real.ravel().tolist(), z.imag.ravel().tolist(), size]
    re, im, back = map(np.array, module("unroll_explorer_math")(FOURIER, given))
    np.testing.assert_allclose(re + 1j * im, np.fft.fft2(z).ravel(), atol=1e-12)
    np.testing.assert_allclose(back, z.real.ravel(), atol=1e-13)


def test_spectra_and_their_products_are_those_of_numpy(module):
    state = cases.state(size=6, channels=2, kernel_size=3, padding=1, filters=3, seed=3)
    widget, side = explorer(state), 8
    found = module("unroll_explorer_math")(WAVES, state)
    x = np.fft.fft2(np.pad(widget.x, [(0, 0), (1, 1), (1, 1)]))
    w = np.fft.fft2(widget.weight, (side, side))
    y = (x * w.conj()).sum(1)
    np.testing.assert_allclose(spectra(found["inputs"], side), x, atol=1e-12)
    np.testing.assert_allclose(spectra(found["weights"], side), w.reshape(-1, side, side), atol=1e-12)
    np.testing.assert_allclose(spectra(found["products"], side), y, atol=1e-11)
    back = np.fft.ifft2(y).real
    np.testing.assert_allclose(np.reshape(found["circular"], back.shape), back, atol=1e-12)


def test_costs_are_those_of_the_formulas(module):
    for layer, (found, once) in zip(cases.LAYERS, module("unroll_explorer_costs")(COSTS, cases.LAYERS)):
        c, n, k, f, s, p = layer
        h, m = conv_output_size(n, k, stride=s, padding=p), n + 2 * p
        direct = conv2d_multiply_adds(n, c, f, k, stride=s, padding=p)
        waves = m * (m // 2 + 1)
        points = m * m * np.log2(m * m)
        tiles = ((h + 1) // 2) ** 2
        wanted = {
            "direct": (direct, 0),
            "im2col": (direct, c * k * k * h * h),
            "shifted": (direct, 0),
            "fft": (round((c + f) * points + 4 * c * f * waves), 2 * waves * (c + f + c * f)),
        }
        if (k, s) == (3, 1):
            wanted["winograd"] = (16 * c * f * tiles, 16 * (c * f + c * tiles + f * tiles))
        assert convolution_costs(*layer) == wanted, layer
        given = {name: tuple(cost.values()) for name, cost in found.items() if cost}
        assert given == wanted, layer
        assert once == round(c * f * points)


def test_winograd_saves_nine_quarters_and_costs_follow_the_sizes():
    costs = convolution_costs(64, 56, 3, 64, padding=1)
    assert costs["direct"].multiplications / costs["winograd"].multiplications == 2.25
    assert UnrollExplorer(layer=[64, 56, 3, 64, 1, 1]).costs == costs
    widget = UnrollExplorer(size=6, channels=3)
    assert widget.costs["im2col"].memory == widget.columns.size
    spectrum = np.fft.rfft2(widget.x[0])
    assert widget.costs["fft"].memory == 2 * spectrum.size * (3 + 2 + 3 * 2)


def test_crossover_is_the_first_kernel_from_which_fft_stays_cheaper(module):
    found = module("unroll_explorer_costs")("(m, layers) => layers.map(m.fftCrossover)", cases.LAYERS)
    for layer, kernel in zip(cases.LAYERS, found):
        c, n, k, f, s, p = layer
        h = conv_output_size(n, k, stride=s, padding=p)
        fewer = []
        for side in range(1, 12):
            m = n + 2 * p - k + side
            fft = (c + f) * m * m * np.log2(m * m) + 4 * c * f * m * (m // 2 + 1)
            fewer.append(fft < f * c * side**2 * h**2)
        wanted = next((i + 1 for i in range(11) if all(fewer[i:])), None)
        assert kernel == wanted, layer
    assert None in found
    assert 2 in found


def test_costs_of_all_kernels_that_fit(module):
    layers = [[1, 5, 3, 2, 1, 0], [64, 27, 5, 192, 1, 2]]
    found = module("unroll_explorer_costs")("(m, layers) => layers.map(m.unrollKernelCosts)", layers)
    for (c, n, _, f, s, p), kernels in zip(layers, found):
        direct = [each["direct"]["multiplications"] for each in kernels]
        assert direct == [
            conv2d_multiply_adds(n, c, f, k, stride=s, padding=p) for k in range(1, len(kernels) + 1)
        ]
    assert [len(kernels) for kernels in found] == [5, 11]


def test_axis_holds_all_values(module):
    axes = [
        [[0, 0], [0, 3]],
        [[162, 81, 0], [0, 3]],
        [[1e6, 2e8], [6, 9]],
        [[5, 2e8], [0, 9]],
        [[1000], [0, 3]],
    ]
    found = module("unroll_explorer_costs")(
        "(m, lists) => lists.map(m.logAxis)", [values for values, _ in axes]
    )
    assert found == [axis for _, axis in axes]


def test_words(module):
    words = module("unroll_explorer_words")
    module("unroll_explorer_math")
    run = """(m, states) => states.map((state) =>
      m.unrollWords(window.modules.unroll_explorer_math.unrollNumbers(state), state))"""
    found = words(run, [state for state, *_ in cases.WORDS])
    assert [tuple(each) for each in found] == [tuple(wanted) for _, *wanted in cases.WORDS]
    counts = words("(m, counts) => counts.map(m.countText)", [162, 1_000, 1_806_336, 115_605_504])
    assert counts == ["162", "1,000", "1,806,336", "1.16·10⁸"]


def test_words_about_costs(module):
    words = module("unroll_explorer_words")
    layers = [[1, 5, 3, 2, 1, 0], [64, 56, 3, 64, 1, 1], [3, 224, 11, 64, 4, 2]]
    assert words("(m, layers) => layers.map(m.fewestText)", layers) == [
        FEWEST.format("Winograd", "1.27"),
        FEWEST.format("FFT", "3.45"),
        "The direct sum takes the fewest; im2col and shifted sums take as many.",
    ]
    crossovers = words("(m, layers) => layers.map(m.crossoverText)", layers)
    assert crossovers[0] == (
        "For as many outputs, FFT takes more than the direct sum up to 11 × 11 kernels. "
        "The kernels’ spectra, made once, take 232 more."
    )
    assert crossovers[1].startswith(
        "For as many outputs, FFT takes fewer than the direct sum from 2 × 2 kernels on."
    )
    assert "It computes what stride 1 would give and keeps one of 16." in crossovers[2]


def test_broken_states_are_refused_in_python_and_in_an_address(module):
    check = module("unroll_explorer_words")
    widget = UnrollExplorer()
    good = base.own_traits(widget.get_state())
    assert check("(m, state) => m.checkUnrollState(state)", good) is None
    assert check("(m, state) => m.checkUnrollState(state)", good | {"layer": cases.LAYERS[3]}) is None
    for settings in cases.BAD_TRAITS:
        with pytest.raises(traitlets.TraitError):
            UnrollExplorer(**settings)
        assert check("(m, state) => m.checkUnrollState(state)", good | settings), settings
    with pytest.raises(traitlets.TraitError, match="kernel_size must be at most 3, the padded size"):
        UnrollExplorer(layer=[1, 3, 11, 2, 1, 5]).layer = [1, 3, 4, 1, 1, 0]
    widget.kernel_size = 5
    with pytest.raises(traitlets.TraitError):
        widget.size = 4
    assert (widget.size, widget.kernel_size) == (5, 5)


def test_traits_settle_and_larger_numbers_keep_the_smaller():
    widget = UnrollExplorer(size=8, channels=2, filters=4, position=35, filter=3, tap=17, frequency=63)
    small = UnrollExplorer(size=4)
    np.testing.assert_array_equal(widget.x[:1, :4, :4], small.x)
    np.testing.assert_array_equal(widget.weight[:2, :1], small.weight)
    widget.set_state({"size": 4, "channels": 1, "filters": 1})
    assert (widget.position, widget.filter, widget.tap, widget.frequency) == (3, 0, 8, 15)


def test_fallback_shows_product_and_costs():
    html = UnrollExplorer(position=1).fallback()
    assert "The 2 × 9 kernel matrix times the 9 × 9 im2col matrix is the 2 × 9 product." in html
    assert "Row 0 times column 1 is 2: output [0, 1] of map 0." in html
    assert "<td>162</td><td>81</td>" in html
    for state in [cases.LARGEST, *cases.STATES]:
        assert len(explorer(state).fallback()) < 12_000, state
