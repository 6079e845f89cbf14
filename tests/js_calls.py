"""Calls of the browser's engine as data, and its answers as arrays."""

import re

import numpy as np

RUN = """(ops, calls) => {
  const types = {
    float32: Float32Array, float64: Float64Array, uint8: Uint8Array, int64: BigInt64Array, int32: Int32Array,
  };
  const own = (value) => {
    if (value?.dtype === undefined) return value;
    const numbers = value.dtype === "int64" ? value.values.map(BigInt) : value.values;
    return { data: new types[value.dtype](numbers), shape: value.shape };
  };
  const seen = ({ data, shape }) => ({ type: data.constructor.name, shape, values: [...data] });
  return calls.map(([name, given]) => {
    try {
      const out = ops[name](...given.map(own));
      return Array.isArray(out) ? out.map(seen) : [seen(out)];
    } catch (error) {
      return { name: error.name, message: error.message };
    }
  });
}"""


def call(function, *arguments, **options):
    """Write a call of a function, by its name in Python, as data that goes to the browser."""
    return camel(function), [*map(_plain, arguments), {camel(name): value for name, value in options.items()}]


def camel(name):
    """Write a Python name as JavaScript does."""
    return re.sub(r"_(\w)", lambda found: found[1].upper(), name)


def arrays(result):
    """Read the arrays of an answer."""
    return [np.array(each["values"], float).reshape(each["shape"]) for each in result]


def _plain(value):
    if not isinstance(value, np.ndarray):
        return value
    return {"dtype": str(value.dtype), "shape": value.shape, "values": value.ravel().tolist()}
