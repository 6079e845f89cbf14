"""A trait of widgets: a number within limits, of which nan is none."""

import math

import traitlets


class FiniteNumber(traitlets.Float):
    """A number from ``min`` to ``max``, as `traitlets.Float`, which lets nan pass.

    Raises
    ------
    traitlets.TraitError
        If a value is no such number; the message names widget, trait and value.

    Examples
    --------
    >>> class Dial(traitlets.HasTraits):
    ...     angle = FiniteNumber(0, min=-180, max=180)
    >>> Dial(angle=float("nan"))
    Traceback (most recent call last):
    traitlets.traitlets.TraitError: Dial: angle must be a finite number, but is nan
    """

    def validate(self, obj, value):
        """Return the number as a float, or say what is wrong with it."""
        number = super().validate(obj, value)
        if not math.isfinite(number):
            raise traitlets.TraitError(
                f"{type(obj).__name__}: {self.name} must be a finite number, but is {number}"
            )
        return number
