"""What all optimizers share: where parameters and gradients come from, what is kept between steps."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from array_api_compat import array_namespace, device

from cnnlib.arguments import show, whole_number
from cnnlib.functional.checks import check_library, check_numbers, check_shape, dtype_name
from cnnlib.layers.arrays import are_alike, copy_of, detached, to_numpy


class Optimizer:
    """Change parameters in place along their gradients; the subclasses say how.

    Parameters
    ----------
    target : Layer or dict of str to array
        A model, whose ``parameters`` and ``gradients`` are read anew at each step; or the parameters alone,
        by name, whose gradients are then given to :meth:`step`.
    lr : float
        The learning rate, at least 0. It may be set at any time.
    weight_decay : float
        How much of each parameter is added to its gradient, at least 0.

    Attributes
    ----------
    target
        As given.
    steps : int
        How many steps were made.
    buffers : dict of str to (dict of str to array)
        What is kept between steps, by its own name and by that of the parameter.
    """

    options: tuple[str, ...] = ()
    """The attributes that are numbers to choose, as :meth:`state_dict` keeps them."""
    buffer_names: tuple[str, ...] = ()

    def __init__(self, target, *, lr, weight_decay):
        self._name = type(self).__name__
        check_numbers(self._name, lr=lr, weight_decay=weight_decay)
        self.target = target
        self.lr, self.weight_decay = lr, weight_decay
        self.steps = 0
        self.buffers = {name: {} for name in self.buffer_names}
        if not self.parameters:
            raise ValueError(f"{self._name}: there is no parameter to change")

    def __repr__(self):
        options = ", ".join(f"{name}={show(getattr(self, name))}" for name in self.options)
        return f"{self._name}({options})"

    @property
    def parameters(self) -> Mapping:
        """The arrays that are changed, by name."""
        return self.target if isinstance(self.target, Mapping) else self.target.parameters

    @np.errstate(all="ignore")
    def step(self, gradients=None) -> None:
        """Change every parameter once.

        Parameters
        ----------
        gradients : dict of str to array, optional
            One for each parameter, of its shape, library and dtype. By default those of the model.

        Raises
        ------
        TypeError, ValueError
            If a gradient is missing or does not fit its parameter. No parameter has been changed then.

        Notes
        -----
        NaN and infinity go through the arithmetic without a warning. Where a model has been moved to another
        library, dtype or device, what is kept between steps follows it.
        """
        parameters, gradients = self.parameters, self._gradients(gradients)
        for name, parameter in parameters.items():
            self._check(name, parameter, gradients)
        self._follow(parameters)
        self.steps += 1
        xp = array_namespace(parameter)
        for name, parameter in parameters.items():
            self._update(xp, name, detached(parameter), detached(gradients[name]))

    def state_dict(self) -> dict:
        """Return all that a later :meth:`load_state_dict` needs to go on with the same numbers.

        Returns
        -------
        dict
            ``optimizer``: the class's name; ``steps``; ``options``: the numbers chosen, ``lr`` as it is now;
            ``buffers``: copies of the arrays kept, by names such as ``velocity.conv1.weight``.
        """
        copies = {
            f"{kind}.{name}": copy_of(array)
            for kind, arrays in self.buffers.items()
            for name, array in arrays.items()
        }
        options = {name: getattr(self, name) for name in self.options}
        return {"optimizer": self._name, "steps": self.steps, "options": options, "buffers": copies}

    def load_state_dict(self, state) -> None:
        """Take over what :meth:`state_dict` returned, the options included.

        Arrays of another library, dtype or device become like the parameter that they belong to.

        Raises
        ------
        ValueError
            If the state is another optimizer's, or holds an array of no parameter or of another shape.
            Nothing has been changed then.
        TypeError
            If it holds an option that there is not.
        """
        if state["optimizer"] != self._name:
            raise ValueError(
                f"{self._name}: load_state_dict got the state of {state['optimizer']} "
                f"(expected {self._name}'s)"
            )
        buffers = {kind: {} for kind in self.buffer_names}
        for key, array in state["buffers"].items():
            kind, _, name = key.partition(".")
            buffers.setdefault(kind, {})[name] = self._like(key, array, self.parameters.get(name))
        if buffers.keys() != self.buffers.keys():
            raise ValueError(
                f"{self._name}: load_state_dict got {', '.join(buffers)}, which it does not keep"
            )
        checked = type(self)(self.target, **state["options"])
        self.steps = whole_number(self._name, "steps", state["steps"], minimum=0)
        self.buffers = buffers
        for name in self.options:
            setattr(self, name, getattr(checked, name))

    def _update(self, xp, name, parameter, gradient):
        raise NotImplementedError

    def _decayed(self, parameter, gradient):
        """Return the gradient of the loss with the squares of all weights, times weight_decay / 2, added."""
        return gradient + float(self.weight_decay) * parameter if self.weight_decay else gradient

    def _gradients(self, gradients):
        if gradients is not None:
            return gradients
        if isinstance(self.target, Mapping):
            raise TypeError(f"{self._name}: step needs the gradients, as it was made for parameters alone")
        return self.target.gradients

    def _check(self, name, parameter, gradients):
        if name not in gradients:
            raise ValueError(f"{self._name}: {name} has no gradient: run the backward pass first")
        check_library(self._name, name, parameter, name, parameter)
        if "float" not in dtype_name(parameter):
            raise TypeError(
                f"{self._name}: {name} has dtype {dtype_name(parameter)} (expected floating numbers)"
            )
        gradient, label = gradients[name], f"the gradient of {name}"
        check_library(self._name, label, gradient, name, parameter)
        check_shape(self._name, label, gradient, parameter.shape, "the parameter's shape")
        if gradient.dtype != parameter.dtype:
            raise TypeError(
                f"{self._name}: {label} has dtype {dtype_name(gradient)}, "
                f"but the parameter {dtype_name(parameter)}"
            )

    def _follow(self, parameters):
        for arrays in self.buffers.values():
            for name, parameter in parameters.items():
                if name in arrays and not are_alike(arrays[name], parameter):
                    arrays[name] = self._like(name, arrays[name], parameter)

    def _like(self, key, array, parameter):
        if parameter is None:
            raise ValueError(f"{self._name}: load_state_dict got {key}, but there is no such parameter")
        check_shape(self._name, key, array, parameter.shape, "the parameter's shape")
        xp, place = array_namespace(parameter), device(parameter)
        return xp.asarray(to_numpy(array), dtype=parameter.dtype, device=place, copy=True)
