"""Numbers and arrays in words, for the descriptions of figures."""

import numpy as np

MOST_NUMBERS = 64
"""Up to so many numbers are told one by one; of more, the range."""


def number(value):
    """Return a number with three digits, a whole one with all of them, and a true minus sign."""
    whole = np.isfinite(value) and value == int(value)
    text = f"{int(value)}" if whole else f"{value:.3g}".replace("nan", "NaN")
    return text.replace("-", "−")


def size(shape):
    """Return a shape as in ``3 × 4``."""
    return " × ".join(map(str, shape))


def listed(items):
    """Return items as in ``a, b and c``."""
    *most, last = map(str, items)
    return f"{', '.join(most)} and {last}" if most else last


def counted(count, noun):
    """Return a count with its noun, in the plural where it is not one."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def span(noun, first, last):
    """Return a stretch of rows or columns, both ends included."""
    first, last = number(first), number(last)
    return f"{noun} {first}" if first == last else f"{noun}s {first} to {last}"


def box(row, column, height, width):
    """Return a box of cells as the rows and columns that it covers."""
    return f"{span('row', row, row + height - 1)}, {span('column', column, column + width - 1)}"


def extent(values):
    """Return from where to where values go, and how many of them are no finite numbers."""
    values = np.asarray(values)
    finite = values[np.isfinite(values)]
    strange = values.size - finite.size
    if finite.size == 0:
        return "no finite value"
    low, high = finite.min(), finite.max()
    text = f"all {number(low)}" if low == high else f"from {number(low)} to {number(high)}"
    return f"{text}; {strange} not finite" if strange else text


def headed(subject, title):
    """Return the subject of a sentence, with the title in quotation marks if it says something else."""
    return f"{subject} “{title}”" if title and title.lower() != subject.lower() else subject


def sentence(text):
    """Return a text with a capital and a full stop."""
    return f"{text[:1].upper()}{text[1:]}."


def written(texts, values):
    """Return a table's numbers as they are written, row by row; of a large or a blank one the range."""
    if np.size(values) > MOST_NUMBERS or not any(text for row in texts for text in row):
        return f"values {extent(values)}"
    return "; ".join(", ".join(text or "0" for text in row) for row in texts)
