"""Schedules of the learning rate: functions of the number of epochs trained so far."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from math import cos, pi

from cnnlib.arguments import show, whole_number
from cnnlib.functional.checks import check_numbers


@dataclass(frozen=True)
class StepSchedule:
    r"""Multiply the rate by ``gamma`` every ``step_size`` epochs, or at each of the ``milestones``.

    .. math:: \epsilon(t) = \epsilon_0\, \gamma^{\lfloor t / s \rfloor}

    Parameters
    ----------
    lr : float
        The rate of the first epoch, :math:`\epsilon_0`.
    step_size : int, optional
        Epochs between two changes, :math:`s`.
    milestones : tuple of int, optional
        The epochs at which it changes, ascending. Give this or ``step_size``.
    gamma : float
        The factor :math:`\gamma`.

    Raises
    ------
    TypeError, ValueError
        If a number does not fit, or both or neither of ``step_size`` and ``milestones`` are given.

    References
    ----------
    Krizhevsky, Sutskever and Hinton, *ImageNet Classification with Deep Convolutional Neural Networks*
    (2012), section 5, divide by 10 when the validation error stops improving.

    Examples
    --------
    >>> [StepSchedule(0.1, step_size=2, gamma=0.5)(epoch) for epoch in range(5)]
    [0.1, 0.1, 0.05, 0.05, 0.025]
    >>> [StepSchedule(0.1, milestones=(1, 3), gamma=0.5)(epoch) for epoch in range(5)]
    [0.1, 0.05, 0.05, 0.025, 0.025]
    """

    lr: float
    step_size: int | None = None
    milestones: tuple[int, ...] | None = None
    gamma: float = 0.1

    def __post_init__(self):
        check_numbers("StepSchedule", lr=self.lr, gamma=self.gamma)
        if (self.step_size is None) == (self.milestones is None):
            raise ValueError("StepSchedule: give either step_size or milestones")
        if self.step_size is not None:
            whole_number("StepSchedule", "step_size", self.step_size, minimum=1)
            return
        milestones = tuple(whole_number("StepSchedule", "milestones", m, minimum=0) for m in self.milestones)
        object.__setattr__(self, "milestones", milestones)
        if list(milestones) != sorted(milestones):
            raise ValueError(f"StepSchedule: milestones must ascend, but are {show(milestones)}")

    def __call__(self, epoch: float) -> float:
        """Return the rate after ``epoch`` epochs."""
        if self.step_size is not None:
            return self.lr * self.gamma ** (epoch // self.step_size)
        return self.lr * self.gamma ** bisect_right(self.milestones, epoch)


@dataclass(frozen=True)
class CosineSchedule:
    r"""Warm up along a line, then fall along half a cosine.

    .. math:: \epsilon(t) = \epsilon_1 + (\epsilon_0 - \epsilon_1)\,
              \tfrac{1}{2} \Bigl(1 + \cos \pi \frac{t - w}{T - w}\Bigr) \quad \text{from } w \text{ to } T

    Parameters
    ----------
    lr : float
        The highest rate, :math:`\epsilon_0`.
    epochs : float
        All epochs, :math:`T`; from there on the rate is ``final_lr``.
    warmup : float
        How many of the epochs the rate rises from ``start_lr``, :math:`w`.
    start_lr, final_lr : float
        The first rate, if there is a warm-up, and the last, :math:`\epsilon_1`.

    Raises
    ------
    TypeError, ValueError
        If a number is not finite or negative, or ``warmup`` is not below ``epochs``.

    References
    ----------
    Loshchilov and Hutter, *SGDR: Stochastic Gradient Descent with Warm Restarts* (2017), equation 5; here
    without restarts.

    Examples
    --------
    >>> [round(CosineSchedule(0.4, 8, warmup=4)(epoch), 6) for epoch in (0, 2, 4, 6, 8)]
    [0.0, 0.2, 0.4, 0.2, 0.0]
    """

    lr: float
    epochs: float
    warmup: float = 0
    start_lr: float = 0
    final_lr: float = 0

    def __post_init__(self):
        check_numbers("CosineSchedule", lr=self.lr, start_lr=self.start_lr, final_lr=self.final_lr)
        _check_warmup("CosineSchedule", self.warmup, self.epochs)

    def __call__(self, epoch: float) -> float:
        """Return the rate after ``epoch`` epochs."""
        if epoch < self.warmup:
            return self.start_lr + (self.lr - self.start_lr) * epoch / self.warmup
        return _half_cosine(self.lr, self.final_lr, (epoch - self.warmup) / (self.epochs - self.warmup))


@dataclass(frozen=True)
class OneCycleSchedule:
    r"""Rise to the highest rate along half a cosine, then fall to almost nothing along another.

    Parameters
    ----------
    lr : float
        The highest rate.
    epochs : float
        All epochs, :math:`T`.
    warmup : float
        How many of the epochs the rate rises; by default three in ten.
    start_lr, final_lr : float
        The first and the last rate; by default 1/25 of ``lr``, and 1/10,000 of that, as in PyTorch.

    Raises
    ------
    TypeError, ValueError
        If a number is not finite or negative, or ``warmup`` is not below ``epochs``.

    References
    ----------
    Smith and Topin, *Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates*
    (2018).

    Examples
    --------
    >>> schedule = OneCycleSchedule(0.5, epochs=10)
    >>> [round(schedule(epoch), 4) for epoch in (0, 1.5, 3, 6.5, 10)]
    [0.02, 0.26, 0.5, 0.25, 0.0]
    """

    lr: float
    epochs: float
    warmup: float | None = None
    start_lr: float | None = None
    final_lr: float | None = None

    def __post_init__(self):
        check_numbers("OneCycleSchedule", lr=self.lr)
        check_numbers("OneCycleSchedule", positive=True, epochs=self.epochs)
        for name, value in {
            "warmup": 0.3 * self.epochs,
            "start_lr": self.lr / 25,
            "final_lr": self.lr / 250_000,
        }.items():
            if getattr(self, name) is None:
                object.__setattr__(self, name, value)
        check_numbers("OneCycleSchedule", start_lr=self.start_lr, final_lr=self.final_lr)
        _check_warmup("OneCycleSchedule", self.warmup, self.epochs)

    def __call__(self, epoch: float) -> float:
        """Return the rate after ``epoch`` epochs."""
        if epoch < self.warmup:
            return _half_cosine(self.start_lr, self.lr, epoch / self.warmup)
        return _half_cosine(self.lr, self.final_lr, (epoch - self.warmup) / (self.epochs - self.warmup))


def _check_warmup(op, warmup, epochs):
    check_numbers(op, warmup=warmup)
    check_numbers(op, positive=True, epochs=epochs)
    if warmup >= epochs:
        raise ValueError(f"{op}: warmup must be below epochs, {show(epochs)}, but is {show(warmup)}")


def _half_cosine(first, last, progress):
    """Go from the first rate to the last while ``progress`` goes from 0 to 1, and stay there."""
    return last + (first - last) * (1 + cos(pi * min(progress, 1))) / 2
