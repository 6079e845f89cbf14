"""Every gradient of cnnlib.functional against central differences in float64."""

import numpy as np

from cnnlib import functional
from cnnlib.gradcheck import check_gradient
from tests.functional_cases import as_numpy, cases, libraries


@libraries
@cases
def test_agrees_with_central_differences(library, case):
    arrays = case.arrays()
    weights = np.cos(np.arange(as_numpy(case.forward(*arrays)).size))
    grad_output = weights.reshape(np.shape(case.forward(*arrays)))
    gradients = case.gradients(library.own(grad_output), [library.own(array) for array in arrays])
    for place, (array, gradient) in enumerate(zip(arrays, gradients, strict=True)):

        def loss(probe, place=place):
            out = case.forward(*map(library.own, (*arrays[:place], probe, *arrays[place + 1 :])))
            return weights @ as_numpy(out).ravel()

        check_gradient(loss, array, as_numpy(gradient), rtol=1e-6, atol=1e-8)


@libraries
def test_dropout_agrees_with_central_differences(library):
    array = np.random.default_rng(0).standard_normal((3, 4))
    grad_output = np.cos(np.arange(12.0)).reshape(3, 4)

    def drop(probe):
        return functional.dropout(library.own(probe), 0.3, rng=np.random.default_rng(1))

    gradient = functional.dropout_backward(library.own(grad_output), drop(array)[1])
    check_gradient(lambda probe: (grad_output * as_numpy(drop(probe)[0])).sum(), array, as_numpy(gradient))
