"""A trait of widgets: a whole number within limits, which its error names."""

import traitlets

from cnnlib.arguments import is_whole


class WholeNumber(traitlets.TraitType):
    """A whole number from ``least`` to ``most``.

    Unlike `traitlets.Int`, it takes NumPy's whole numbers, and neither ``True`` nor ``False``.

    Raises
    ------
    traitlets.TraitError
        If a value is none of these numbers; the message names widget, trait, limits and value.

    Examples
    --------
    >>> class Die(traitlets.HasTraits):
    ...     face = WholeNumber(1, 1, 6)
    >>> Die(face=7)
    Traceback (most recent call last):
    traitlets.traitlets.TraitError: Die: face must be a whole number from 1 to 6, but is 7
    """

    def __init__(self, default_value, least, most):
        super().__init__(default_value)
        self.least, self.most = least, most

    def validate(self, obj, value):
        """Return the number as an int, or say what is wrong with it."""
        if not is_whole(value) or not self.least <= value <= self.most:
            raise traitlets.TraitError(
                f"{type(obj).__name__}: {self.name} must be a whole number from {self.least} to {self.most}, "
                f"but is {value!r}"
            )
        return int(value)
