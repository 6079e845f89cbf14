"""Errors of an answer, as the message of a check tells them."""

from traceback import extract_tb

from cnnlib.exercises.words import cut


def raised(error, answer):
    """Return an error as text: its type, its message, and the last line of the answer that ran.

    Examples
    --------
    >>> raised(ValueError("x is empty"), len)
    'ValueError: x is empty'
    """
    message = cut(str(error))
    text = f"{type(error).__name__}: {message}" if message else type(error).__name__
    file = getattr(getattr(answer, "__code__", None), "co_filename", None)
    frames = [frame for frame in extract_tb(error.__traceback__) if frame.filename == file]
    if not frames:
        return text
    code = f": `{frames[-1].line}`" if frames[-1].line else ""
    return f"{text}, in line {frames[-1].lineno}{code}"


def unwritten(name, answer, error):
    """Return the message for an error that says that a function is not written yet, or "" for another.

    It may be a function that the answer builds on. A library that refuses something says more than the type.

    Examples
    --------
    >>> def halve(x):
    ...     raise NotImplementedError
    >>> def quarter(x):
    ...     return halve(halve(x))
    >>> try:
    ...     quarter(8)
    ... except NotImplementedError as error:
    ...     unwritten("quarter", quarter, error)
    'quarter calls halve, which is not written yet.'
    """
    if not isinstance(error, NotImplementedError):
        return ""
    last = extract_tb(error.__traceback__)[-1].name
    if last in (name, getattr(answer, "__name__", name)):
        return f"{name} is not written yet."
    return "" if str(error) else f"{name} calls {last}, which is not written yet."
