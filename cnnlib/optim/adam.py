"""Adam: a rate of its own for each parameter."""

from __future__ import annotations

from cnnlib.arguments import show
from cnnlib.functional.checks import check_numbers, is_number
from cnnlib.optim.optimizer import Optimizer


class Adam(Optimizer):
    r"""Adam: momentum, and steps that are as large for small gradients as for large ones.

    .. math:: g &\leftarrow g + \lambda \theta \\
              m &\leftarrow \beta_1 m + (1 - \beta_1) g, \qquad
              v \leftarrow \beta_2 v + (1 - \beta_2) g^2 \\
              \theta &\leftarrow \theta - \epsilon\,
              \frac{m / (1 - \beta_1^t)}{\sqrt{v / (1 - \beta_2^t)} + \delta}

    at step :math:`t = 1, 2, \dots`; :math:`m` and :math:`v` begin at 0, which the divisions make up for.

    Parameters
    ----------
    target : Layer or dict of str to array
        A model, or parameters by name; see :class:`~cnnlib.optim.Optimizer`.
    lr : float
        The learning rate :math:`\epsilon`: about the length of a step in each parameter.
    betas : (float, float)
        What remains of the averages of the gradients and of their squares at each step, from 0 to below 1.
    eps : float
        :math:`\delta`, which keeps the quotient finite.
    weight_decay : float
        :math:`\lambda`, added to the gradient; it is not AdamW's.

    Raises
    ------
    TypeError, ValueError
        If a number is not finite, negative, or a beta not below 1; if there is no parameter.

    References
    ----------
    Kingma and Ba, *Adam: A Method for Stochastic Optimization* (2015), algorithm 1. Goodfellow, Bengio and
    Courville, *Deep Learning* (2016), section 8.5.3.

    Examples
    --------
    >>> import numpy as np
    >>> parameters = {"weight": np.array([1.0, 1.0])}
    >>> Adam(parameters, lr=0.1).step({"weight": np.array([1000.0, 0.001])})
    >>> parameters["weight"].round(4)
    array([0.9, 0.9])
    """

    options = ("lr", "betas", "eps", "weight_decay")
    buffer_names = ("mean", "square")

    def __init__(self, target, *, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0):
        check_numbers("Adam", eps=eps)
        if not _are_betas(betas):
            raise ValueError(f"Adam: betas must be two numbers from 0 to below 1, but are {show(betas)}")
        super().__init__(target, lr=lr, weight_decay=weight_decay)
        self.betas, self.eps = tuple(betas), eps

    def _update(self, xp, name, parameter, gradient):
        gradient = self._decayed(parameter, gradient)
        mean = self._average(xp, "mean", self.betas[0], name, gradient)
        square = self._average(xp, "square", self.betas[1], name, gradient * gradient)
        first, second = (1 - beta**self.steps for beta in self.betas)
        root = xp.sqrt(square)
        root /= second**0.5
        root += self.eps
        parameter -= (self.lr / first) * mean / root

    def _average(self, xp, kind, beta, name, value):
        average = self.buffers[kind].get(name)
        if average is None:
            average = self.buffers[kind][name] = xp.zeros_like(value)
        average *= beta
        average += (1 - beta) * value
        return average


def _are_betas(betas):
    if not isinstance(betas, tuple | list) or len(betas) != 2:
        return False
    return all(is_number(beta) and 0 <= beta < 1 for beta in betas)
