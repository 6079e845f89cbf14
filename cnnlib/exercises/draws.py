"""Numbers of one's own on which a check can tell the mistakes apart."""

_TRIES = 1000


def told_apart(draw, reference, mistakes):
    """Return a function that draws until the reference and every mistake give results of their own.

    Parameters
    ----------
    draw : callable
        ``draw(rng)`` → dict, as for ``personal`` of a `Task`.
    reference : callable
    mistakes : sequence of Mistake
        Each with a function.

    Returns
    -------
    callable
        As ``draw``. It raises RuntimeError where none of a thousand draws will do.

    Examples
    --------
    >>> import numpy as np
    >>> from cnnlib.exercises import Mistake
    >>> mistakes = [Mistake("this is the sum", lambda a: a + a)]
    >>> draw = told_apart(lambda rng: {"a": int(rng.integers(1, 4))}, lambda a: a * a, mistakes)
    >>> {draw(np.random.default_rng(seed))["a"] for seed in range(20)}
    {1, 3}
    """

    def drawn(rng):
        for _ in range(_TRIES):
            numbers = draw(rng)
            results = [reference(**numbers), *(mistake.function(**numbers) for mistake in mistakes)]
            if all(result not in results[:i] for i, result in enumerate(results)):
                return numbers
        raise RuntimeError(f"none of {_TRIES} draws tells the mistakes apart")

    return drawn
