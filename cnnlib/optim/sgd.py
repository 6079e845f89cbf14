"""Stochastic gradient descent."""

from __future__ import annotations

from cnnlib.functional.checks import check_numbers
from cnnlib.optim.optimizer import Optimizer


class SGD(Optimizer):
    r"""Stochastic gradient descent, with momentum, Nesterov's or plain.

    .. math:: g \leftarrow g + \lambda \theta, \qquad
              v \leftarrow \mu v + (1 - \tau) g, \qquad
              \theta \leftarrow \theta - \epsilon v,

    with Nesterov's momentum :math:`\theta \leftarrow \theta - \epsilon (g + \mu v)`. The first :math:`v` is
    :math:`g`. As in PyTorch the learning rate :math:`\epsilon` multiplies :math:`v`, where Goodfellow's book
    has it inside: the two agree as long as it does not change.

    Parameters
    ----------
    target : Layer or dict of str to array
        A model, or parameters by name; see :class:`~cnnlib.optim.Optimizer`.
    lr : float
        The learning rate :math:`\epsilon`.
    momentum : float
        What remains of the velocity :math:`v` at each step, :math:`\mu`. At 0 none is kept.
    dampening : float
        How much the gradient counts less in the velocity, :math:`\tau`.
    nesterov : bool
        Whether to look ahead along the velocity; needs momentum and no dampening.
    weight_decay : float
        :math:`\lambda`: what pulls every parameter to 0, biases included.

    Raises
    ------
    TypeError, ValueError
        If a number is no finite number of at least 0, Nesterov's momentum is asked for without momentum, or
        there is no parameter.

    References
    ----------
    Goodfellow, Bengio and Courville, *Deep Learning* (2016), sections 8.3.1 to 8.3.3 and 7.1.1.
    Sutskever, Martens, Dahl and Hinton, *On the importance of initialization and momentum in deep learning*
    (2013). The book's chapter on training teaches it.

    Examples
    --------
    >>> import numpy as np
    >>> parameters = {"weight": np.array([1.0, 1.0])}
    >>> optimizer = SGD(parameters, lr=0.1, momentum=0.5)
    >>> for _ in range(2):
    ...     optimizer.step({"weight": np.array([1.0, 0.0])})
    >>> parameters["weight"]
    array([0.75, 1.  ])
    """

    options = ("lr", "momentum", "dampening", "nesterov", "weight_decay")
    buffer_names = ("velocity",)

    def __init__(self, target, *, lr, momentum=0, dampening=0, nesterov=False, weight_decay=0):
        check_numbers("SGD", momentum=momentum, dampening=dampening)
        if nesterov and (momentum == 0 or dampening != 0):
            raise ValueError(
                "SGD: nesterov needs momentum above 0 and dampening 0, "
                f"but momentum is {momentum} and dampening is {dampening}"
            )
        super().__init__(target, lr=lr, weight_decay=weight_decay)
        self.momentum, self.dampening, self.nesterov = momentum, dampening, bool(nesterov)

    def _update(self, xp, name, parameter, gradient):
        gradient = self._decayed(parameter, gradient)
        parameter -= self.lr * (self._accelerated(xp, name, gradient) if self.momentum else gradient)

    def _accelerated(self, xp, name, gradient):
        velocity = self.buffers["velocity"].get(name)
        if velocity is None:
            velocity = self.buffers["velocity"][name] = xp.asarray(gradient, copy=True)
        else:
            velocity *= self.momentum
            velocity += (1 - self.dampening) * gradient if self.dampening else gradient
        return gradient + self.momentum * velocity if self.nesterov else velocity
