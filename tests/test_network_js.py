"""The network that is trained in the page gives the numbers of `cnnlib`, forward and backward."""

import numpy as np
import pytest
from playwright.sync_api import Error

from cnnlib import functional, optim
from tests.network_cases import NETWORKS, Network, conv, head

STATE = """(m, [layers, shape, given, x, labels]) => {
  const network = m.networkOf(layers, shape);
  if (given) network.load(given.map(({ values, shape }) => ({ data: Float32Array.from(values), shape })));
  const batch = x.length / shape.reduce((product, each) => product * each);
  network.forward({ data: Float32Array.from(x), shape: [batch, ...shape] });
  const plain = ({ data, shape }) => ({ values: [...data], shape });
  const delta = network.outputs.at(-1).data.map((_, each) => Math.sin(each));
  network.backward({ data: delta, shape: network.outputs.at(-1).shape });
  return {
    outputs: network.outputs.map(plain),
    names: network.parameters.map(({ name }) => name),
    grads: network.parameters.map(({ grad }) => plain(grad)),
  };
}"""
WEIGHTS = """(m, [layers, shape, seed]) =>
  m.networkOf(layers, shape, { seed }).parameters.map(({ value }) => [...value.data])"""
LOSS = """(m, [logits, shape, labels]) => {
  const found = m.softmaxCrossEntropy({ data: Float32Array.from(logits), shape }, labels);
  return { ...found, grad: [...found.grad.data], probabilities: [...found.probabilities] };
}"""
STEPS = """(m, [kind, options, start, gradients]) => {
  const value = { data: Float32Array.from(start), shape: [start.length] };
  const parameter = { value, grad: null };
  const optimizer = m.optimizerOf(kind, [parameter], options);
  for (const each of gradients) {
    parameter.grad = { data: Float32Array.from(each), shape: value.shape };
    optimizer.step();
  }
  return [...value.data];
}"""


def plain(array):
    """Write an array as data that goes to the browser."""
    return {"values": array.ravel().tolist(), "shape": array.shape}


def array(found):
    """Read an array that came from the browser."""
    return np.array(found["values"]).reshape(found["shape"])


def assert_close(got, right, name):
    """Hold an array to 1e-4 of the largest right value, as float32 allows."""
    np.testing.assert_allclose(got, right, rtol=1e-4, atol=1e-4 * abs(right).max(), err_msg=name)


@pytest.mark.parametrize("case", NETWORKS, ids=lambda case: case.name)
def test_outputs_and_gradients_are_those_of_cnnlib(module, case):
    model, (x, labels) = case.model().eval(), case.batch()
    given = [plain(each) for each in model.parameters.values()]
    question = [case.layers, case.input_shape, given, x.ravel().tolist(), labels.tolist()]
    found = module("network")(STATE, question)
    right = x
    for index, (layer, got) in enumerate(zip(model.children.values(), found["outputs"], strict=True)):
        right = layer(right)
        assert_close(array(got), right, f"output of layer {index}")
    model.backward(np.sin(np.arange(model(x).size, dtype=np.float32)).reshape(right.shape))
    for name, got, grad in zip(found["names"], found["grads"], model.gradients.values(), strict=True):
        assert_close(array(got), grad, name)


@pytest.mark.parametrize("kind", ["relu", "tanh", "scaled_tanh", "sigmoid"])
def test_what_is_no_number_is_not_hidden(module, kind):
    forward = """(m, [layers, x]) => {
      const network = m.networkOf(layers, [1, 1, x.length]);
      const out = network.forward({ data: Float32Array.from(x, Number), shape: [1, 1, 1, x.length] });
      return [...out.data].map(String);
    }"""
    found = module("network")(forward, [[{"kind": kind}], ["NaN", "Infinity"]])
    assert found[0] == "NaN"
    assert found[1] in ("Infinity", "1", str(np.float32(1.7159).item()))


def test_a_seed_gives_one_network(module):
    case = NETWORKS[0]
    call = module("network")
    first, again, other = (call(WEIGHTS, [case.layers, case.input_shape, seed]) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    for weight in (first[0], first[4]):
        fan_in = 25 if len(weight) == 150 else 400
        assert abs(np.std(weight) - np.sqrt(2 / fan_in)) < 0.1 * np.sqrt(2 / fan_in)
        assert max(np.abs(weight)) <= np.sqrt(6 / fan_in)


DROPOUT = """(m) => {
  const network = m.networkOf([{ kind: "flatten" }, { kind: "dropout", p: 0.25 }], [1, 100, 100]);
  const x = { data: new Float32Array(10000).fill(3), shape: [1, 1, 100, 100] };
  const used = network.forward(x).data.every((value) => value === 3);
  const kept = [...network.forward(x, { training: true }).data];
  return [used, kept];
}"""


MASKED = """(m) => {
  const layers = [{ kind: "flatten" }, { kind: "linear", out_features: 200 }, { kind: "dropout", p: 0.75 }];
  const network = m.networkOf(layers, [1, 2, 2]);
  const out = network.forward({ data: new Float32Array(4).fill(1), shape: [1, 1, 2, 2] }, { training: true });
  network.backward({ data: new Float32Array(200).fill(1), shape: [1, 200] });
  return [[...out.data].map((value) => value !== 0), [...network.parameters[1].grad.data]];
}"""


def test_what_was_dropped_gets_no_gradient(module):
    kept, grads = module("network")(MASKED)
    assert 20 < sum(kept) < 80
    assert grads == [4 if each else 0 for each in kept]


def test_dropout_drops_while_training_only(module):
    used, kept = module("network")(DROPOUT)
    assert used
    assert set(np.round(kept, 6)) == {0, 4}
    assert abs(np.mean(np.equal(kept, 0)) - 0.25) < 0.02


@pytest.mark.parametrize(
    ("layers", "words"),
    [
        ([conv(3, 9)], "layers[0]: "),
        ([conv(3, 3), head()], "layers[1]: "),
        ([conv(3, 3), {"kind": "lrn"}], "layers[1]: lrn cannot be trained in the page; there are conv,"),
    ],
)
def test_what_cannot_be_built_is_refused(module, layers, words):
    with pytest.raises(Error) as caught:
        module("network")(WEIGHTS, [layers, [1, 8, 8], 0])
    assert words in caught.value.message


def test_weights_of_other_shapes_are_refused(module):
    case = Network("small", (1, 3, 3), [conv(1, 3)])
    with pytest.raises(
        Error, match=r"load: tensors must have the shapes \(\(1, 1, 3, 3\), \(1,\)\), but have"
    ):
        module("network")(STATE, [case.layers, case.input_shape, [plain(np.ones((1, 3)))], [0] * 9, [0]])


@pytest.mark.parametrize("scale", [1, 300])
def test_loss_is_that_of_cnnlib(module, scale):
    rng = np.random.default_rng(1)
    logits, labels = scale * rng.standard_normal((6, 5)).astype(np.float32), rng.integers(0, 5, 6)
    found = module("network_training")(LOSS, [logits.ravel().tolist(), logits.shape, labels.tolist()])
    assert found["loss"] == pytest.approx(functional.cross_entropy(logits.astype(float), labels), rel=1e-5)
    grad = functional.cross_entropy_backward(np.float64(1), logits.astype(float), labels)
    np.testing.assert_allclose(np.reshape(found["grad"], grad.shape), grad, atol=1e-6)
    np.testing.assert_allclose(
        np.reshape(found["probabilities"], grad.shape), functional.softmax(logits.astype(float)), atol=1e-6
    )
    assert found["correct"] == (logits.argmax(axis=1) == labels).sum()


@pytest.mark.parametrize(
    ("kind", "options", "right"),
    [
        ("sgd", {"lr": 0.1}, lambda p: optim.SGD(p, lr=0.1)),
        (
            "sgd",
            {"lr": 0.1, "momentum": 0.9, "weightDecay": 0.01},
            lambda p: optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.01),
        ),
        ("adam", {"lr": 0.01}, lambda p: optim.Adam(p, lr=0.01)),
        ("adam", {"lr": 0.01, "weightDecay": 0.1}, lambda p: optim.Adam(p, lr=0.01, weight_decay=0.1)),
    ],
)
def test_optimizers_are_those_of_cnnlib(module, kind, options, right):
    rng = np.random.default_rng(2)
    start, gradients = rng.standard_normal(8), rng.standard_normal((20, 8))
    got = module("network_training")(STEPS, [kind, options, start.tolist(), gradients.tolist()])
    parameters = {"weight": start.copy()}
    optimizer = right(parameters)
    for each in gradients:
        optimizer.step({"weight": each})
    np.testing.assert_allclose(got, parameters["weight"], rtol=1e-4, atol=1e-5)
