"""LeNet-5 in the page, forward and backward, against ConvNetJS: the same network, data and browser."""

from __future__ import annotations

import statistics
from pathlib import Path

from tests import browser

CONVNETJS = Path(__file__).parents[1] / "node_modules" / "convnetjs" / "build" / "convnet.js"
BARS = {"forward": 2.0, "forward and backward": 3.0}
BATCH, ROUNDS, WARM_UP = 32, 60, 10

# Both networks get our weights, so that equal outputs show that they are the same network.
BUILD = """(batch) => {
  const { network: { networkOf }, network_training: { softmaxCrossEntropy } } = window.modules;
  const network = networkOf(window.modules.layer_list.LAYER_PRESETS.lenet5.layers, [1, 28, 28], { seed: 0 });
  const conv = (filters, pad) => ({ type: "conv", sx: 5, filters, stride: 1, pad, activation: "relu" });
  const dense = (neurons) => ({ type: "fc", num_neurons: neurons, activation: "relu" });
  const theirs = new convnetjs.Net();
  theirs.makeLayers([
    { type: "input", out_sx: 28, out_sy: 28, out_depth: 1 },
    conv(6, 2), { type: "pool", sx: 2, stride: 2 }, conv(16, 0), { type: "pool", sx: 2, stride: 2 },
    dense(120), dense(84), { type: "softmax", num_classes: 10 },
  ]);
  const learned = theirs.layers.filter((layer) => layer.filters);
  // ConvNetJS keeps the channels of a pixel together, we keep the pixels of a channel together.
  const areas = [25, 25, 25, 1, 1];
  learned.forEach(({ filters, biases }, index) => {
    biases.w.fill(0);
    const { data, shape } = network.parameters[2 * index].value;
    const length = data.length / shape[0];
    const channels = length / areas[index];
    filters.forEach(({ w }, filter) => {
      for (let i = 0; i < length; i += 1) {
        w[(i % areas[index]) * channels + Math.floor(i / areas[index])] = data[filter * length + i];
      }
    });
  });
  const random = convnetjs.randf;
  const data = Float32Array.from({ length: batch * 784 }, () => random(0, 1));
  const labels = Array.from({ length: batch }, (_, each) => each % 10);
  const volumes = labels.map((_, each) => {
    const volume = new convnetjs.Vol(28, 28, 1, 0);
    volume.w.forEach((_, place) => { volume.w[place] = data[each * 784 + place]; });
    return volume;
  });
  const x = { data, shape: [batch, 1, 28, 28] };
  window.runs = {
    "forward": [
      () => network.forward(x),
      () => volumes.forEach((volume) => theirs.forward(volume, true)),
    ],
    "forward and backward": [
      () => network.backward(softmaxCrossEntropy(network.forward(x, { training: true }), labels).grad),
      () => volumes.forEach((volume, each) => {
        theirs.forward(volume, true);
        theirs.backward(labels[each]);
      }),
    ],
  };
  const { probabilities } = softmaxCrossEntropy(network.forward(x), labels);
  const differences = volumes.flatMap((volume, each) =>
    [...theirs.forward(volume).w].map((value, k) => Math.abs(value - probabilities[each * 10 + k])));
  return Math.max(...differences);
}"""
TIME = """([rounds, warmUp, batch]) => {
  const seconds = (run) => { const start = performance.now(); run(); return performance.now() - start; };
  return Object.fromEntries(Object.entries(window.runs).map(([name, runs]) => {
    const pairs = Array.from({ length: warmUp + rounds }, () => runs.map(seconds));
    return [name, pairs.slice(warmUp).map((pair) => pair.map((each) => each / batch))];
  }));
}"""


def main():
    """Print milliseconds for one example and ratios, and return them."""
    with browser.chromium() as started:
        page = started.new_page()
        page.set_content(browser.BLANK)
        browser.load_modules(page, "network")
        browser.load_modules(page, "network_training")
        page.add_script_tag(path=CONVNETJS)
        difference = page.evaluate(BUILD, BATCH)
        times = page.evaluate(TIME, [ROUNDS, WARM_UP, BATCH])
    assert difference < 1e-5, f"the networks differ by {difference}"
    print(f"largest difference of a probability: {difference:.1e}\n")
    print(f"{'ms for one example':24}{'ours':>8}{'ConvNetJS':>11}{'ratio':>8}{'quartiles':>14}{'bar':>6}")
    return {name: _row(name, pairs) for name, pairs in times.items()}


def _row(name, pairs):
    ours, theirs = (statistics.median(each) for each in zip(*pairs, strict=True))
    low, middle, high = statistics.quantiles([their / our for our, their in pairs], n=4)
    print(f"{name:24}{ours:8.2f}{theirs:11.2f}{middle:8.2f}{f'{low:.2f}–{high:.2f}':>14}{BARS[name]:6.1f}")
    return {
        "ours ms": ours,
        "ConvNetJS ms": theirs,
        "ratio": middle,
        "quartiles": [low, high],
        "bar": BARS[name],
    }
