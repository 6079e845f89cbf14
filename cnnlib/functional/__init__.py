"""Activations, losses and normalizations, forward and backward, written once for NumPy and for torch.

The functions compute with the array API: what library and device an array comes from is where its result
lies. Each ``name_backward`` takes the gradient of a loss with respect to the output of ``name`` and returns
those with respect to its inputs. Activations whose derivative is simplest in terms of the output take
``out`` instead of ``x``.

Numbers
-------
Arrays are NumPy's in float32 or float64, or torch's, there also in float16 or bfloat16. All floating arrays
of one call have one library, one dtype and one device, which the result has too. No argument is changed. NaN
and infinity go through the arithmetic like any number, without a warning. Exponentials do not overflow where
the result is finite; squares do, beyond the root of the dtype's largest number.

Errors
------
``TypeError`` for an argument of the wrong kind: no array, integers, mixed libraries or dtypes. ``ValueError``
for a wrong value: shapes that do not match, a class that does not exist, two devices. The message names the
function, the argument, what was expected and what came, with the same words for NumPy and torch.
"""

from cnnlib.functional.activations import relu, relu_backward, sigmoid, sigmoid_backward
from cnnlib.functional.affine import linear, linear_backward
from cnnlib.functional.batch_normalization import batch_norm, batch_norm_backward
from cnnlib.functional.losses import cross_entropy, cross_entropy_backward, mse_loss, mse_loss_backward
from cnnlib.functional.probabilities import (
    log_softmax,
    log_softmax_backward,
    softmax,
    softmax_backward,
)
from cnnlib.functional.regularization import dropout, dropout_backward
from cnnlib.functional.response_normalization import local_response_norm, local_response_norm_backward
from cnnlib.functional.tangents import scaled_tanh, scaled_tanh_backward, tanh, tanh_backward

__all__ = [
    "batch_norm",
    "batch_norm_backward",
    "cross_entropy",
    "cross_entropy_backward",
    "dropout",
    "dropout_backward",
    "linear",
    "linear_backward",
    "local_response_norm",
    "local_response_norm_backward",
    "log_softmax",
    "log_softmax_backward",
    "mse_loss",
    "mse_loss_backward",
    "relu",
    "relu_backward",
    "scaled_tanh",
    "scaled_tanh_backward",
    "sigmoid",
    "sigmoid_backward",
    "softmax",
    "softmax_backward",
    "tanh",
    "tanh_backward",
]
