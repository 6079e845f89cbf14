"""Time alternatives so that they do not disturb each other."""

from __future__ import annotations

import time
from collections.abc import Callable

CALLS, ROUNDS = 9, 3


def fastest(functions: dict[str, Callable[[], object]], *, calls=CALLS, rounds=ROUNDS) -> dict[str, float]:
    """Return the shortest time of each function, in seconds.

    Each function runs ``calls`` times in a block; the blocks take turns for ``rounds`` rounds. Interleaved
    single calls would make the libraries' thread pools disturb each other.
    """
    best = dict.fromkeys(functions, float("inf"))
    for function in functions.values():
        function()
    for _ in range(rounds):
        for name, function in functions.items():
            best[name] = min(best[name], *(_seconds(function) for _ in range(calls)))
    return best


def synchronized(function: Callable[[], object]) -> Callable[[], None]:
    """Return a function that waits until the GPU has done what ``function`` asked of it."""
    import torch

    def run():
        function()
        torch.cuda.synchronize()

    return run


def _seconds(function) -> float:
    start = time.perf_counter()
    function()
    return time.perf_counter() - start
