"""The ten digits as pictures of 7 × 12 pixels: what LeNet-5's 84 features are compared with.

LeCun et al. (1998, section II.C and figure 3) take the target of each class from a stylized printed
character, so that classes which look alike have targets which are alike. The pictures here are drawn anew in
that format.
"""

from __future__ import annotations

import numpy as np

HEIGHT, WIDTH = 12, 7

PICTURES = (
    """
    .......
    ..###..
    .##.##.
    ##...##
    ##...##
    ##...##
    ##...##
    ##...##
    ##...##
    .##.##.
    ..###..
    .......
    """,
    """
    .......
    ...##..
    ..###..
    .####..
    ...##..
    ...##..
    ...##..
    ...##..
    ...##..
    ...##..
    .######
    .......
    """,
    """
    .......
    .#####.
    ##...##
    .....##
    .....##
    ....##.
    ...##..
    ..##...
    .##....
    ##.....
    #######
    .......
    """,
    """
    .......
    .#####.
    ##...##
    .....##
    .....##
    ..####.
    .....##
    .....##
    .....##
    ##...##
    .#####.
    .......
    """,
    """
    .......
    ....##.
    ...###.
    ..####.
    .##.##.
    ##..##.
    ##..##.
    #######
    ....##.
    ....##.
    ....##.
    .......
    """,
    """
    .......
    #######
    ##.....
    ##.....
    ######.
    .....##
    .....##
    .....##
    .....##
    ##...##
    .#####.
    .......
    """,
    """
    .......
    ..####.
    .##....
    ##.....
    ##.....
    ######.
    ##...##
    ##...##
    ##...##
    ##...##
    .#####.
    .......
    """,
    """
    .......
    #######
    #....##
    .....##
    ....##.
    ....##.
    ...##..
    ...##..
    ..##...
    ..##...
    ..##...
    .......
    """,
    """
    .......
    .#####.
    ##...##
    ##...##
    ##...##
    .#####.
    ##...##
    ##...##
    ##...##
    ##...##
    .#####.
    .......
    """,
    """
    .......
    .#####.
    ##...##
    ##...##
    ##...##
    ##...##
    .######
    .....##
    .....##
    ....##.
    .####..
    .......
    """,
)


def digit_bitmaps(dtype="float32"):
    """Return the ten pictures as vectors of +1 (ink) and −1 (paper), row by row.

    Parameters
    ----------
    dtype : str or dtype
        Of the result.

    Returns
    -------
    ndarray (10, 84)

    References
    ----------
    LeCun, Bottou, Bengio and Haffner, *Gradient-based learning applied to document recognition* (1998),
    figure 3, for the format and the idea. The book's chapter on LeNet-5 shows them.

    Examples
    --------
    >>> bitmaps = digit_bitmaps()
    >>> bitmaps.shape, bitmaps.min(), bitmaps.max()
    ((10, 84), np.float32(-1.0), np.float32(1.0))
    """
    rows = [list("".join(picture.split())) for picture in PICTURES]
    return np.where(np.array(rows) == "#", 1, -1).astype(dtype)
