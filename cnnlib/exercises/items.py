"""Mistakes in one item of a result that has several."""

from collections.abc import Mapping


def first_wrong(function):
    """Return a predicate: the first wrong item of a result is the one that ``function`` returns.

    An answer of several items may make several mistakes. As the ``when`` of a `Mistake` this tells the one
    behind the item that the message names, whatever the items after it are.

    Parameters
    ----------
    function : callable
        The mistake. It returns what the reference does, in the same dictionaries, lists and tuples.

    Returns
    -------
    callable
        ``explains(got, want, *arguments, **options)``, True or False.

    Examples
    --------
    >>> explains = first_wrong(lambda side: {"side": side, "area": 4 * side})
    >>> explains({"side": 3, "area": 12}, {"side": 3, "area": 9}, side=3)
    True
    """

    def explains(got, want, *arguments, **options):
        mistaken = function(*arguments, **options)
        items = zip(_items(got, want), _items(want, want), _items(mistaken, want))
        return next((mine == theirs for mine, right, theirs in items if mine != right), False)

    return explains


def _items(value, like):
    """Go through the innermost items of a value that is built like another one."""
    if not isinstance(like, Mapping | tuple | list):
        yield value
        return
    for place in like if isinstance(like, Mapping) else range(len(like)):
        yield from _items(value[place], like[place])
