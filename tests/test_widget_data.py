"""What widgets carry in compact form is what the library has: digits and trained weights."""

import base64

import numpy as np
import pytest

from cnnlib import datasets, models
from cnnlib.widgets import encoded_digits, weights

DECODE = "(m, [encoded, size]) => { const { images, labels } = m.decodeDigits(encoded, size); return "
DECODE += "{ data: [...images.data], shape: images.shape, labels: [...labels] }; }"
WEIGHTS = "(m, [text, shapes]) => m.decodeWeights(text, shapes).map((each) => [...each.data])"


@pytest.mark.parametrize("size", [8, 28, 32])
def test_digits(module, size):
    chosen = [0, 5, 1796]
    got = module("digits")(DECODE, [encoded_digits.encoded_digits(chosen), size])
    images, labels = datasets.digits(size)
    np.testing.assert_allclose(np.reshape(got["data"], got["shape"]), images[chosen], atol=1e-6)
    assert got["labels"] == labels[chosen].tolist()


def test_all_digits_are_there():
    encoded = encoded_digits.encoded_digits()
    assert len(encoded["labels"]) == 1797
    assert len(encoded["pixels"]) == 1797 * 64


def test_weights(module):
    got = module("network_weights")(WEIGHTS, [weights.encoded_lenet5(), weights.lenet5_shapes()])
    for one, (name, right) in zip(got, models.trained_lenet5().state_dict().items(), strict=True):
        np.testing.assert_array_equal(np.float32(one), right.ravel(), err_msg=name)


def test_unusual_halves(module):
    halves = np.array([0, -0.0, 1, -2.5, 65504, 6e-8, -6e-5, np.inf], np.float16)
    text = base64.b64encode(halves.tobytes()).decode()
    got = module("network_weights")(
        "(m, [text, shapes]) => m.decodeWeights(text, shapes).map((each) => [...each.data].map(String))",
        [text, [[8]]],
    )
    np.testing.assert_array_equal([float(each) for each in got[0][:7]], halves[:7])
    assert got[0][7] == "Infinity"


def test_a_wrong_length_is_refused(module):
    with pytest.raises(Exception, match=r"need 3 numbers, but text has 2"):
        module("network_weights")(WEIGHTS, ["AAAAAA==", [[3]]])
