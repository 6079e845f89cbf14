"""Mini-batches: a data set dealt out in portions, in order or shuffled."""

import numpy as np

from cnnlib.arguments import whole_number

__all__ = ["batch_indices", "batches"]


def batch_indices(count, batch_size, *, rng=None, drop_last=False):
    """Deal the whole numbers below `count` out in portions.

    Parameters
    ----------
    count : int
        How many examples there are.
    batch_size : int
        How many a portion holds; the last holds what is left.
    rng : None, int or numpy.random.Generator
        None deals in order. A seed or a generator shuffles first; a generator shuffles differently each time,
        as the epochs of a training want it.
    drop_last : bool
        Whether to leave out a last portion that is not full.

    Returns
    -------
    list of numpy.ndarray of int64
        One array of indices a batch.

    Raises
    ------
    TypeError, ValueError
        If `count` is no whole number of at least 0, or `batch_size` none of at least 1.

    Examples
    --------
    >>> batch_indices(5, 2)
    [array([0, 1]), array([2, 3]), array([4])]
    >>> sorted(np.concatenate(batch_indices(5, 2, rng=0)).tolist())
    [0, 1, 2, 3, 4]
    """
    count = whole_number("batch_indices", "count", count, minimum=0)
    size = whole_number("batch_indices", "batch_size", batch_size, minimum=1)
    order = np.arange(count) if rng is None else np.random.default_rng(rng).permutation(count)
    end = count - count % size if drop_last else count
    return [order[start : min(start + size, end)] for start in range(0, end, size)]


def batches(*arrays, batch_size, rng=None, drop_last=False):
    """Yield the examples of one or more arrays in batches: one epoch.

    Parameters
    ----------
    *arrays : numpy.ndarray
        Images and labels, say; the first axis counts the examples.
    batch_size, rng, drop_last
        As `batch_indices` takes them.

    Yields
    ------
    tuple of numpy.ndarray
        The same examples of each array, copied.

    Raises
    ------
    ValueError
        If there is no array, or the arrays differ in length.
    TypeError, ValueError
        As `batch_indices`.

    Examples
    --------
    >>> images, labels = np.zeros((5, 1, 8, 8)), np.arange(5)
    >>> [(x.shape, y.tolist()) for x, y in batches(images, labels, batch_size=3)]
    [((3, 1, 8, 8), [0, 1, 2]), ((2, 1, 8, 8), [3, 4])]
    """
    lengths = [len(array) for array in arrays]
    if len(set(lengths)) != 1:
        raise ValueError(
            f"batches: all arrays must hold equally many examples, but they hold {lengths}"
            if arrays
            else "batches: give at least one array"
        )
    indices = batch_indices(lengths[0], batch_size, rng=rng, drop_last=drop_last)
    return (tuple(array[chosen] for array in arrays) for chosen in indices)
