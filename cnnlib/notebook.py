"""What a chapter needs to put computed numbers into its prose."""

_UNSEEN = "application/papermill.record/"


def glue(name, value, display=True):
    """Give a value a name under which the prose of the same page can quote it.

    The text then says ``{glue:text}`error:.2f` `` and shows the number that this run computed. It does what
    ``myst_nb.glue`` does, so that a chapter runs where only ``cnnlib`` is installed.

    Parameters
    ----------
    name : str
        The name, unique on its page.
    value : object
        Its printed form is what the prose quotes; a number to be formatted is a plain ``int`` or ``float``.
    display : bool
        Whether the cell also shows the value.

    Examples
    --------
    >>> glue("third", 1 / 3)
    0.3333333333333333
    """
    from IPython.core.formatters import format_display_data
    from IPython.display import display as show

    data, metadata = format_display_data(value)
    prefix = "" if display else _UNSEEN
    metadata["scrapbook"] = {"name": name, "mime_prefix": prefix}
    show({prefix + mime: each for mime, each in data.items()}, raw=True, metadata=metadata)
