"""BackpropExplorer: its gradients, what is sent and gathered, its words, and what it refuses."""

import json

import numpy as np
import pytest
import traitlets

from cnnlib import gradcheck
from cnnlib.widgets import BackpropExplorer, base
from tests import backprop_explorer_cases as cases

LAYOUTS = "(m, states) => states.map(m.backpropLayout)"
SUMS = """(m, states) => states.map((state) => {
  const layout = m.backpropLayout(state);
  const sum = (terms, factor) => terms.reduce((total, each) => total + each.delta * each[factor], 0);
  return {
    sent: m.scattered(layout, layout.outputs.length),
    weight: layout.gradWeight && layout.gradWeight.map((_, tap) => sum(m.gatheredByWeight(layout, tap), "x")),
    input: layout.gradInput.map((_, index) => sum(m.gatheredByInput(layout, index), "w")),
    unused: m.unusedInputs(layout),
  };
})"""
PICTURES = """(m, states) => states.map(m.backpropLayout).filter(({ weights }) => weights)
  .map((layout) => [layout, m.spreadDelta(layout), m.fullDelta(layout)])"""
DIFFERENCES = """(m, states) => states.map((state) => {
  const layout = m.backpropLayout(state);
  const found = m.finiteDifferences(state, layout);
  return { ...found, gap: m.largestGap(layout.gradInput, found.input) };
})"""
WORDS = """(m, [states, layouts]) => states.map((state, which) => m.backpropWords(state, layouts[which]))"""


def state_of(settings):
    """Return the widget and its whole state, as it travels to the browser."""
    explorer = BackpropExplorer(**settings)
    return explorer, json.loads(json.dumps(base.own_traits(explorer.get_state())))


@pytest.fixture(scope="module")
def shown(module):
    """Return the widgets of all cases, their states, and what the browser makes of them."""
    pairs = [state_of(settings) for settings in cases.STATES.values()]
    explorers, states = zip(*pairs)
    return explorers, list(states), module("backprop_explorer_math")(LAYOUTS, list(states))


def test_gradients_are_those_of_cnnlib(shown):
    assert len(cases.STATES) > 60
    for name, explorer, layout in zip(cases.STATES, shown[0], shown[2]):
        np.testing.assert_allclose(layout["outputs"], explorer.output.ravel(), atol=1e-12, err_msg=name)
        np.testing.assert_allclose(layout["gradInput"], explorer.grad_input.ravel(), atol=1e-12, err_msg=name)
        assert layout["outputSize"] == list(explorer.output.shape) == list(np.shape(explorer.grad_output))
        if explorer.operation == "convolution":
            wanted = explorer.grad_kernel.ravel()
            np.testing.assert_allclose(layout["gradWeight"], wanted, atol=1e-12, err_msg=name)
        else:
            assert layout["gradWeight"] is None
            assert explorer.grad_kernel is None


def test_what_all_outputs_send_is_what_all_entries_gather(module, shown):
    _, states, layouts = shown
    found = module("backprop_explorer_math")(SUMS, states)
    for name, layout, sums in zip(cases.STATES, layouts, found):
        (rows, columns), p = layout["inputSize"], layout["padding"]
        inner = np.reshape(sums["sent"]["padded"], layout["paddedSize"])[p : p + rows, p : p + columns]
        np.testing.assert_allclose(inner.ravel(), layout["gradInput"], atol=1e-12, err_msg=name)
        np.testing.assert_allclose(sums["input"], layout["gradInput"], atol=1e-12, err_msg=name)
        if layout["gradWeight"]:
            np.testing.assert_allclose(sums["weight"], layout["gradWeight"], atol=1e-12, err_msg=name)
            np.testing.assert_allclose(sums["sent"]["weight"], layout["gradWeight"], atol=1e-12, err_msg=name)
        if layout["operation"] == "average":
            covered = BackpropExplorer(**cases.STATES[name] | {"grad_output": np.ones(layout["outputSize"])})
            assert sums["unused"] == int((covered.grad_input == 0).sum()), name


def valid(x, kernel):
    """Cross-correlate by the definition, valid places only."""
    windows = np.lib.stride_tricks.sliding_window_view(x, kernel.shape)
    return (windows * kernel).sum((2, 3))


def test_pictures_of_valid_and_full_convolution_give_the_gradients(module, shown):
    for layout, *pictures in module("backprop_explorer_math")(PICTURES, shown[1]):
        p, delta = layout["padding"], [*layout["deltas"], 0]
        values = [
            np.reshape([delta[-1 if each is None else each] for each in picture["places"]], picture["size"])
            for picture in pictures
        ]
        flipped = np.array(layout["weights"], float)[::-1, ::-1]
        rows, columns = layout["inputSize"]
        grad_input = valid(values[1], flipped)
        assert list(grad_input.shape) == layout["paddedSize"]
        cropped = grad_input[p : p + rows, p : p + columns].ravel()
        np.testing.assert_allclose(cropped, layout["gradInput"], atol=1e-12)
        if layout["gradWeight"]:
            kernel = tuple(slice(side) for side in layout["kernelSize"])
            grad_weight = valid(np.pad(np.array(layout["input"], float), p), values[0])[kernel]
            np.testing.assert_allclose(grad_weight.ravel(), layout["gradWeight"], atol=1e-12)


def test_finite_differences_are_those_of_cnnlib_and_find_kinks_at_ties_alone(module, shown):
    _, states, layouts = shown
    found = module("backprop_explorer_math")(DIFFERENCES, states)
    for name, layout, each in zip(cases.STATES, layouts, found):
        assert each["gap"]["gap"] <= each["tolerance"], name
        assert (each["gap"]["ties"] > 0) == (name in ("ties", "all equal")), name
        if each["weight"]:
            values = [entry["value"] for entry in each["weight"]]
            np.testing.assert_allclose(values, layout["gradWeight"], atol=each["tolerance"], err_msg=name)
    tied = BackpropExplorer(**cases.STATES["ties"])
    delta = np.array(tied.grad_output)

    def total(x):
        return (BackpropExplorer(operation="max", input=x).output * delta).sum()

    wanted = gradcheck.numerical_gradient(total, np.array(tied.input, dtype=float), step=1e-3)
    which = list(cases.STATES).index("ties")
    values = [entry["value"] for entry in found[which]["input"]]
    np.testing.assert_allclose(values, wanted.ravel(), atol=1e-9)


def test_words(module):
    states = [state_of(settings)[1] for settings, *_ in cases.WORDS]
    layouts = module("backprop_explorer_math")(LAYOUTS, states)
    found = module("backprop_explorer_text")(WORDS, [states, layouts])
    assert [(each["sum"], each["why"]) for each in found] == [case[1:] for case in cases.WORDS]


def test_a_measured_zero_has_no_sign(module):
    _, state = state_of({"input": [[0] * 4] * 4, "kernel": [[0]], "view": "input"})
    layout = module("backprop_explorer_math")("(m, state) => m.backpropLayout(state)", state)
    words = """(m, [layout, values]) => values.map((value) => {
      const differences = { input: layout.gradInput.map(() => ({ value, isTied: false })), tolerance: 1e-9 };
      return m.checkWords(layout, differences, "input", 0).measured;
    })"""
    texts = module("backprop_explorer_text")(words, [layout, [-1e-13, 1e-13, -0.25]])
    assert texts == ["measured 0.0000", "measured 0.0000", "measured −0.2500"]


def test_broken_states_are_refused_in_python_and_in_an_address(module, shown):
    good = state_of({})[1]
    for settings in cases.BAD_TRAITS:
        with pytest.raises(traitlets.TraitError, match=r"BackpropExplorer|operation|view|step_by_step"):
            BackpropExplorer(**settings)
    broken = [good | settings for settings in cases.BAD_TRAITS]
    check = module("backprop_explorer_state")
    problems = check("(m, states) => states.map(m.backpropProblem)", [good, *shown[1], *broken])
    fine = 1 + len(cases.STATES)
    assert problems[:fine] == [None] * fine
    assert [settings for settings, why in zip(cases.BAD_TRAITS, problems[fine:]) if not why] == []


def test_traits_settle_as_they_do_in_the_page(module):
    settle = module("backprop_explorer_state")
    explorer = BackpropExplorer(position=8, view="weight", weight_position=3)
    for change in [{"stride": 2}, {"stride": 1}, {"padding": 2}, {"padding": 1}, {"operation": "max"}]:
        before = json.loads(json.dumps(base.own_traits(explorer.get_state())))
        settled = settle("(m, state) => m.backpropSettled(state)", before | change)
        explorer.set_trait(*next(iter(change.items())))
        assert settled == base.own_traits(explorer.get_state())
    assert explorer.view == "send"
    explorer.set_state({"padding": 0, "grad_output": [[1, 2, 3]] * 3, "position": 8})
    explorer.set_state({"grad_output": [[1, 2], [3, 4]], "position": 3, "stride": 2, "view": "input"})
    assert (explorer.grad_input.sum(), explorer.position) == (10, 3)
    explorer.set_state({"grad_output": [[1] * 5] * 5, "stride": 1, "padding": 1})
    explorer.grad_output = None
    assert explorer.grad_output[0] == [2, -1, 1, 3, 1]
    with pytest.raises(traitlets.TraitError, match="padding must be at most half"):
        explorer.padding = 2
    assert explorer.padding == 1


def test_examples_can_be_shown_and_are_known_by_name(module):
    call = """(m, kernel) => Object.keys(m.BACKPROP_EXAMPLES).map((name) => {
      const state = m.backpropExample(name, { kernel });
      return [name, m.backpropProblem(state), m.backpropExampleName({ ...state, position: 1 }), state];
    })"""
    examples = module("backprop_explorer_state")(call, cases.KERNEL)
    assert len(examples) == 7
    for name, problem, known, _ in examples:
        assert (problem, known) == (None, name)
    assert examples[0][3] == state_of({})[1]


def test_fallback_shows_the_result():
    html = BackpropExplorer().fallback()
    assert "Convolution, stride 1, padding 0: δ[0, 0] = 2; all together, dX = 2 3 −1 2 |" in html
    assert "<svg" in html
    assert "dW" not in BackpropExplorer(operation="max").fallback()
    numbers = {"input": [[999] * 7] * 7, "kernel": [[-999] * 4] * 4, "padding": 3}
    assert len(BackpropExplorer(**numbers).fallback()) < 12_000
