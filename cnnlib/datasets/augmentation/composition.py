"""Several changes, one after the other."""


def compose(*changes):
    """Return the function that applies changes in turn.

    Parameters
    ----------
    *changes : callable
        Each is called as ``change(images, rng=rng)``: a function of this package, its amounts bound by
        `functools.partial`.

    Returns
    -------
    callable
        ``augment(images, *, rng)``.

    Raises
    ------
    TypeError
        If a change cannot be called.

    Examples
    --------
    >>> import numpy as np
    >>> compose()(np.ones(2), rng=np.random.default_rng(0))
    array([1., 1.])
    """
    for change in changes:
        if not callable(change):
            raise TypeError(f"compose: changes must be callable, but one is {change!r}")

    def augment(images, *, rng):
        for change in changes:
            images = change(images, rng=rng)
        return images

    return augment
