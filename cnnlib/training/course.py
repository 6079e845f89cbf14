"""The course of a training: its epochs, its steps, and what ends it."""

from __future__ import annotations

import time
from functools import partial

import numpy as np

from cnnlib.arguments import show, whole_number
from cnnlib.layers.initialization import generator
from cnnlib.training.checkpoint import describe, load_checkpoint, save_checkpoint
from cnnlib.training.data import Examples
from cnnlib.training.divergence import TrainingDiverged, check_buffers, check_parameters, explain
from cnnlib.training.evaluation import count_correct, evaluate_examples
from cnnlib.training.history import History
from cnnlib.training.losses import resolve_loss
from cnnlib.training.modes import mode
from cnnlib.training.progress import make_progress

VALIDATION_BATCH = 256


class Course:
    """What a training consists of; :func:`cnnlib.training.fit` explains each part and runs it."""

    def __init__(self, model, optimizer, *, loss, schedule, callbacks):
        if getattr(optimizer, "target", None) is not model:
            raise ValueError("fit: optimizer must be made for the model itself, as SGD(model, lr=0.1) is")
        _check_function("schedule", schedule)
        self.model, self.optimizer, self.schedule = model, optimizer, schedule
        self.loss = resolve_loss("fit", loss)
        self.callbacks = (callbacks,) if callable(callbacks) else tuple(callbacks)
        for callback in self.callbacks:
            _check_function("callbacks", callback)
        self.settings = {"loss": describe(loss), "schedule": describe(schedule)}
        self.history, self.losses = History(), []

    def take_data(self, x, y, *, batch_size, rng, augment, validation) -> None:
        """Take the examples, and what orders and changes them."""
        _check_function("augment", augment)
        self.examples = Examples("fit", self.model, x, y, self.loss)
        self.batch_size = whole_number("fit", "batch_size", batch_size, minimum=1)
        self.steps = -(-len(self.examples) // self.batch_size)
        seeds = generator("fit", rng).integers(2**63, size=2)
        self.order, changes = (np.random.default_rng(seed) for seed in seeds)
        self.augment = partial(augment, rng=changes) if augment else None
        self.generators = {"order": self.order, "augment": changes}
        self.settings |= {"examples": len(self.examples), "batch_size": self.batch_size}
        self.validation = None
        if validation is not None:
            if not isinstance(validation, tuple | list) or len(validation) != 2:
                raise TypeError("fit: validation must be a pair of arrays, (x, y)")
            self.validation = Examples("fit: validation", self.model, *validation, self.loss)

    def keep_in(self, checkpoint, *, resume) -> None:
        """Name the file in which the training is kept, and go back to what it holds."""
        self.checkpoint = checkpoint
        if not resume:
            return
        if checkpoint is None:
            raise ValueError("fit: resume=True needs a checkpoint")
        self.history = load_checkpoint(
            checkpoint, self.model, self.optimizer, generators=self.generators, settings=self.settings
        )

    def run(self, epochs, progress) -> None:
        """Train until ``epochs`` epochs are done, or somebody or something stops it."""
        done = len(self.history)
        shown = make_progress(progress, epochs=epochs, steps=self.steps, done=done)
        try:
            with mode(self.model, training=True):
                if done == 0:
                    self._save()
                self._run_epochs(range(done, epochs), shown)
        except KeyboardInterrupt:
            self.history.stopped = "interrupted"
        except TrainingDiverged as error:
            error.history, error.checkpoint = self.history, self.checkpoint
            raise
        finally:
            self._keep_steps()
            shown.close(self.history)

    def _run_epochs(self, epochs, shown):
        if len(self.history) and self._is_stopped():
            return
        for epoch in epochs:
            start = time.perf_counter()
            numbers = self._train_epoch(epoch, shown) | self._validate()
            self._keep_steps()
            seconds = time.perf_counter() - start
            self.history.add_epoch(**numbers, lr=self.optimizer.lr, seconds=seconds)
            shown.epoch(self.history)
            self._save()
            if self._is_stopped():
                return

    def _is_stopped(self):
        """Show the history to all callbacks, and say whether one ends the training."""
        answers = [callback(self.history) for callback in self.callbacks]
        if any(answers):
            self.history.stopped = "callback"
        return any(answers)

    def _train_epoch(self, epoch, shown):
        """Make the steps of one epoch and return the means over its examples."""
        total = correct = 0.0
        batches = self.examples.batches(self.batch_size, shuffle=self.order, augment=self.augment)
        for step, (x, y) in enumerate(batches):
            if self.schedule is not None:
                self.optimizer.lr = float(self.schedule(epoch + step / self.steps))
            loss, right = self._step(x, y)
            total, correct = total + loss * len(y), correct + right
            shown.step(epoch, loss)
        check_parameters(self.model, self._steps_made)
        check_buffers(self.model, self._steps_made)
        return {"loss": total / len(self.examples), "accuracy": correct / len(self.examples)}

    def _step(self, x, y):
        """Train on one batch; return its loss and how many of it were right."""
        out = self.model(x)
        loss = float(self.loss.forward(out, y))
        self.losses.append(loss)
        if not np.isfinite(loss):
            check_parameters(self.model, self._steps_made - 1)
            raise explain(self.model, x, self._steps_made)
        self.model.backward(self.loss.backward(out, y), needs_grad_x=False)
        self.optimizer.step()
        return loss, count_correct(out, y)

    def _validate(self):
        if self.validation is None:
            return {"validation_loss": np.nan, "validation_accuracy": np.nan}
        batch_size = max(self.batch_size, VALIDATION_BATCH)
        result = evaluate_examples(self.model, self.validation, batch_size, self.loss)
        return {"validation_loss": result.loss, "validation_accuracy": result.accuracy}

    @property
    def _steps_made(self):
        return len(self.history.step_loss) + len(self.losses)

    def _keep_steps(self):
        self.history.add_steps(self.losses)
        self.losses = []

    def _save(self):
        if self.checkpoint is not None:
            save_checkpoint(
                self.checkpoint,
                model=self.model,
                optimizer=self.optimizer,
                history=self.history,
                generators=self.generators,
                settings=self.settings,
            )


def _check_function(name, function):
    if function is not None and not callable(function):
        raise TypeError(f"fit: {name} must be callable, but is {show(function)}")
