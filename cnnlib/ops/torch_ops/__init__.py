"""torch, on any device, with backward passes derived by hand.

Every function has the arguments and the numbers of its namesake in :mod:`cnnlib.ops.loops`. The backward
pass can be read and called; autograd works through the forward pass, because a ``torch.autograd.Function``
leads it to the backward one. PyTorch's own convolution and pooling are what the tests compare with, and are
used nowhere in here.
"""

from array_api_compat import torch as xp

from cnnlib.ops.torch_ops.conv import conv2d, conv2d_backward
from cnnlib.ops.torch_ops.lp_pooling import lp_pool2d, lp_pool2d_backward
from cnnlib.ops.torch_ops.pooling import avg_pool2d, avg_pool2d_backward, max_pool2d, max_pool2d_backward
from cnnlib.ops.torch_ops.transpose import conv_transpose2d, conv_transpose2d_backward
from cnnlib.ops.torch_ops.unfold import fold, fold_backward, unfold, unfold_backward

__all__ = [
    "avg_pool2d",
    "avg_pool2d_backward",
    "conv2d",
    "conv2d_backward",
    "conv_transpose2d",
    "conv_transpose2d_backward",
    "fold",
    "fold_backward",
    "lp_pool2d",
    "lp_pool2d_backward",
    "max_pool2d",
    "max_pool2d_backward",
    "unfold",
    "unfold_backward",
    "xp",
]
