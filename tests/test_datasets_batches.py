"""Mini-batches: every example once an epoch, the same again from the same seed."""

import numpy as np
import pytest

from cnnlib.datasets import batch_indices, batches


@pytest.mark.parametrize("rng", [None, 0, np.random.default_rng(0)], ids=["in order", "seed", "generator"])
@pytest.mark.parametrize(
    ("count", "size", "lengths"),
    [(10, 4, [4, 4, 2]), (8, 4, [4, 4]), (3, 5, [3]), (0, 5, []), (2, 1, [1, 1])],
)
def test_every_example_comes_once(count, size, lengths, rng):
    dealt = batch_indices(count, size, rng=rng)
    assert [len(indices) for indices in dealt] == lengths
    assert sorted(index for indices in dealt for index in indices) == list(range(count))
    full = batch_indices(count, size, rng=rng, drop_last=True)
    assert [len(indices) for indices in full] == [length for length in lengths if length == size]


def test_order_and_shuffling():
    np.testing.assert_array_equal(np.concatenate(batch_indices(100, 7)), np.arange(100))
    first, again = (np.concatenate(batch_indices(100, 7, rng=3)) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert (first != np.arange(100)).any()
    rng = np.random.default_rng(3)
    epochs = [np.concatenate(batch_indices(100, 7, rng=rng)) for _ in range(2)]
    np.testing.assert_array_equal(epochs[0], first)
    assert (epochs[1] != first).any()


def test_the_global_generator_stays_as_it_is():
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    batch_indices(100, 7, rng=3)
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002


def test_arrays_stay_together():
    images, labels = np.arange(20).reshape(10, 2), np.arange(10)
    seen = []
    for x, y in batches(images, labels, batch_size=3, rng=0):
        np.testing.assert_array_equal(x, images[y])
        seen.extend(y.tolist())
        x[:] = -1
    assert sorted(seen) == list(range(10))
    assert seen != list(range(10))
    assert images.min() == 0


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: batch_indices(-1, 2), ValueError, "batch_indices: count must be at least 0, but is -1"),
        (lambda: batch_indices(4, 0), ValueError, "batch_indices: batch_size must be at least 1, but is 0"),
        (lambda: batch_indices(4, 2.0), TypeError, "batch_indices: batch_size must be a whole number"),
        (lambda: batches(batch_size=2), ValueError, "batches: give at least one array"),
        (lambda: batches([1, 2], [1], batch_size=2), ValueError, r"many examples, but they hold \[2, 1\]"),
    ],
)  # fmt: skip
def test_refusals(call, error, message):
    with pytest.raises(error, match=message):
        call()
