"""LeNet-5's output: how far the features are from the picture of each class."""

from __future__ import annotations

from dataclasses import dataclass

from cnnlib import functional
from cnnlib.arguments import show
from cnnlib.functional.checks import check_numbers
from cnnlib.functional.losses import check_classes
from cnnlib.layers import Layer
from cnnlib.models.bitmaps import digit_bitmaps
from cnnlib.ops import vectorized


class RadialBasis(Layer):
    r"""Scores each class by its prototype: minus the squared distance between features and prototype.

    .. math:: s_k = -\sum_j (x_j - p_{k,j})^2

    The paper's output is the distance itself, and its smallest wins; with the sign turned the largest wins,
    as everywhere else.

    Parameters
    ----------
    prototypes : array (classes, features), optional
        Fixed, not learned; by default the ten digits' bitmaps of 84 pixels.
    engine : module
        Of the arrays.
    dtype : str
        Of the prototypes.

    References
    ----------
    LeCun, Bottou, Bengio and Haffner, *Gradient-based learning applied to document recognition* (1998),
    equation 7. The book's chapter on LeNet-5 uses it.

    Examples
    --------
    >>> layer = RadialBasis([[1.0, 1.0], [-1.0, 1.0]])
    >>> layer(vectorized.xp.asarray([[1.0, 0.0]], dtype=vectorized.xp.float32))
    array([[-1., -5.]], dtype=float32)
    """

    shown = ("classes", "features")

    def __init__(self, prototypes=None, *, engine=vectorized, dtype="float32"):
        super().__init__(engine=engine)
        prototypes = engine.xp.asarray(digit_bitmaps() if prototypes is None else prototypes)
        if prototypes.ndim != 2:
            raise ValueError(
                f"RadialBasis: prototypes must have 2 axes (classes, features), but has shape "
                f"{show(tuple(prototypes.shape))}"
            )
        self.classes, self.features = prototypes.shape
        self.add_buffer("prototypes", prototypes, dtype)

    def output_shape(self, input_shape):
        """Return (batch, classes) for (batch, features)."""
        if len(input_shape) != 2 or input_shape[1] != self.features:
            raise ValueError(
                f"{self.label}: x must have shape (batch, {self.features}), but has shape {show(input_shape)}"
            )
        return input_shape[0], self.classes

    def connections(self, input_shape):
        """Return one for each pair of a class and a feature."""
        return self.classes * self.features

    def multiply_adds(self, input_shape):
        """Return one for each square."""
        return self.classes * self.features

    def compute(self, x):
        """Subtract, square, sum."""
        differences = x[:, None, :] - self.buffers["prototypes"]
        return -(differences * differences).sum(-1), differences

    def compute_gradients(self, grad_output, saved, needs_grad_x):
        """Pull the features towards the prototypes whose score is to rise."""
        return -2 * (grad_output[:, :, None] * saved).sum(1), {}


@dataclass(frozen=True)
class CompetitiveLoss:
    r"""The loss that LeNet-5 was trained with: the right class's distance, with the others pushed away.

    .. math:: L = \frac{1}{N} \sum_n \Bigl( -s_{n,t_n} + \log \bigl( e^{-j} + \sum_k e^{s_{n,k}} \bigr) \Bigr)

    for scores :math:`s`, minus the distances, and targets :math:`t`. It is the cross-entropy with one more
    class, "none of these", whose score is always :math:`-j`: classes farther away are pushed no further.

    Parameters
    ----------
    j : float, at least 0
        The constant; the paper does not say which.

    Raises
    ------
    TypeError, ValueError
        If ``j`` is no such number, or as :func:`cnnlib.functional.cross_entropy`.

    References
    ----------
    LeCun, Bottou, Bengio and Haffner, *Gradient-based learning applied to document recognition* (1998),
    equation 9.

    Examples
    --------
    >>> import numpy as np
    >>> scores = np.array([[-2.0, -50.0]])
    >>> CompetitiveLoss(j=4.0).forward(scores, np.array([0])).round(4)
    np.float64(0.1269)
    """

    j: float = 1.0

    def __post_init__(self):
        check_numbers("CompetitiveLoss", j=self.j)

    def forward(self, out, target):
        """Return the mean loss of a batch: scores (batch, classes), targets (batch,)."""
        return functional.cross_entropy(self._with_none(out, target), target)

    def backward(self, out, target):
        """Return the gradient with respect to the scores."""
        return functional.cross_entropy_backward(1.0, self._with_none(out, target), target)[:, :-1]

    def _with_none(self, out, target):
        """Add the score of "none of these", which no target may name."""
        xp, *_ = check_classes("CompetitiveLoss", out, target)
        return xp.concat([out, xp.zeros_like(out[:, :1]) - self.j], axis=1)
