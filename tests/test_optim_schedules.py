"""Schedules give the rates of PyTorch's."""

import pytest
import torch
from torch.optim import lr_scheduler

from cnnlib.optim import CosineSchedule, OneCycleSchedule, StepSchedule


def pytorch_rates(make, count, lr=0.4):
    """Return the rate of each step under a scheduler of PyTorch."""
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=lr)
    scheduler, rates = make(optimizer), []
    for _ in range(count):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return rates


@pytest.mark.parametrize("gamma", [0.1, 0.5])
def test_step_size_equals_step_lr(gamma):
    schedule = StepSchedule(0.4, step_size=3, gamma=gamma)
    expected = pytorch_rates(lambda optimizer: lr_scheduler.StepLR(optimizer, 3, gamma), 10)
    assert [schedule(epoch) for epoch in range(10)] == pytest.approx(expected)
    assert schedule(2.999) == 0.4


def test_milestones_equal_multi_step_lr():
    schedule = StepSchedule(0.4, milestones=[2, 5])
    expected = pytorch_rates(lambda optimizer: lr_scheduler.MultiStepLR(optimizer, [2, 5]), 8)
    assert [schedule(epoch) for epoch in range(8)] == pytest.approx(expected)


def test_cosine_equals_cosine_annealing_lr():
    schedule = CosineSchedule(0.4, epochs=10, final_lr=0.01)
    expected = pytorch_rates(lambda optimizer: lr_scheduler.CosineAnnealingLR(optimizer, 10, 0.01), 11)
    assert [schedule(epoch) for epoch in range(11)] == pytest.approx(expected)


def test_one_cycle_equals_one_cycle_lr():
    """PyTorch counts the steps of both ends, so that its first phase ends one step early."""
    steps, warmup = 100, 30

    def make(optimizer):
        return lr_scheduler.OneCycleLR(
            optimizer, 0.4, total_steps=steps + 1, pct_start=(warmup + 1) / (steps + 1), cycle_momentum=False
        )

    schedule = OneCycleSchedule(0.4, epochs=10)
    assert [schedule(step / 10) for step in range(steps)] == pytest.approx(pytorch_rates(make, steps))


def test_warmup_rises_along_a_line():
    schedule = CosineSchedule(1.0, epochs=10, warmup=4, start_lr=0.2)
    assert [schedule(epoch) for epoch in (0, 1, 2, 3, 4)] == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0])


@pytest.mark.parametrize(
    "schedule", [CosineSchedule(0.4, 5, final_lr=0.1), OneCycleSchedule(0.4, 5, final_lr=0.1)]
)
def test_stays_at_the_last_rate(schedule):
    assert schedule(5) == schedule(7) == pytest.approx(0.1)


BAD = {
    "neither": (lambda: StepSchedule(0.1), ValueError, "give either step_size or milestones"),
    "both": (lambda: StepSchedule(0.1, 2, (1,)), ValueError, "give either step_size or milestones"),
    "step size": (
        lambda: StepSchedule(0.1, 0),
        ValueError,
        "StepSchedule: step_size must be at least 1, but is 0",
    ),
    "descending": (
        lambda: StepSchedule(0.1, milestones=(5, 2)),
        ValueError,
        r"milestones must ascend, but are \(5, 2\)",
    ),
    "lr": (lambda: StepSchedule(-1, 2), ValueError, "StepSchedule: lr must be a finite number"),
    "no epochs": (lambda: OneCycleSchedule(0.1, 0), ValueError, "epochs must be a finite number above 0"),
    "epochs": (lambda: CosineSchedule(0.1, "ten"), TypeError, "CosineSchedule: epochs must be a number"),
    "warmup": (
        lambda: CosineSchedule(0.1, 5, warmup=5),
        ValueError,
        "CosineSchedule: warmup must be below epochs, 5, but is 5",
    ),
}


@pytest.mark.parametrize(("call", "error", "message"), BAD.values(), ids=BAD)
def test_refuses(call, error, message):
    with pytest.raises(error, match=message):
        call()
