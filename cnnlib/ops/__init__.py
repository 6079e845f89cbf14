"""The contract of the windowed operations. Each engine is a module that keeps it.

Engines
-------
``loops`` is the formula, one loop for each summation sign; ``vectorized`` is NumPy, fast; ``torch_ops`` is
torch on any device; ``widgets/ops.js`` computes in the browser. The module is the namespace:
``loops.conv2d`` and ``vectorized.conv2d`` have the same arguments and give the same numbers. Import the
engine that you want, ``from cnnlib.ops import vectorized``: this package by itself imports none.

Operations
----------
::

    conv2d(x, weight, bias=None, *, stride=1, padding=0, dilation=1, groups=1) -> out
    conv2d_backward(grad_output, x, weight, *, stride=1, padding=0, dilation=1, groups=1)
        -> (grad_x, grad_weight, grad_bias)
    conv_transpose2d(x, weight, bias=None, *, stride=1, padding=0, output_padding=0, dilation=1,
        groups=1) -> out
    conv_transpose2d_backward(grad_output, x, weight, *, stride=1, padding=0, output_padding=0, dilation=1,
        groups=1) -> (grad_x, grad_weight, grad_bias)
    max_pool2d(x, kernel_size, *, stride=None, padding=0, dilation=1, ceil_mode=False) -> (out, indices)
    max_pool2d_backward(grad_output, indices, input_shape) -> grad_x
    avg_pool2d(x, kernel_size, *, stride=None, padding=0, ceil_mode=False, count_include_pad=True,
        divisor_override=None) -> out
    avg_pool2d_backward(grad_output, input_shape, kernel_size, *, stride=None, padding=0, ceil_mode=False,
        count_include_pad=True, divisor_override=None) -> grad_x
    lp_pool2d(x, norm_type, kernel_size, *, stride=None, ceil_mode=False) -> out
    lp_pool2d_backward(grad_output, x, norm_type, kernel_size, *, stride=None, ceil_mode=False) -> grad_x
    unfold(x, kernel_size, *, stride=1, padding=0, dilation=1) -> columns
    unfold_backward(grad_output, input_shape, kernel_size, *, stride=1, padding=0, dilation=1) -> grad_x
    fold(columns, output_size, kernel_size, *, stride=1, padding=0, dilation=1) -> x
    fold_backward(grad_output, kernel_size, *, stride=1, padding=0, dilation=1) -> grad_columns

``conv2d`` computes cross-correlation, as every neural-network library does: the kernel is not flipped.
:func:`cnnlib.signal.convolve` flips it.

Shapes
------
``x`` is (batch, in_channels, height, width), ``weight`` is (out_channels, in_channels // groups,
kernel_height, kernel_width), ``bias`` is (out_channels,), ``out`` and ``grad_output`` are (batch,
out_channels, output_height, output_width). Each gradient has the shape of what it is the gradient of. The
batch may be empty, no other axis. The weight of ``conv_transpose2d`` is (in_channels, out_channels // groups,
kernel_height, kernel_width): that of the convolution which it transposes. ``columns`` is (batch, channels *
kernel_height * kernel_width, windows), in PyTorch's order.

Hyperparameters
---------------
``stride`` and ``dilation`` are an int or a (height, width) pair; ``dilation=1`` means none. ``padding`` is
also "valid", "same", "full" or ((top, bottom), (left, right)); :func:`cnnlib.shapes.resolve_padding`
explains each. ``groups`` divides both channel counts: group g of the outputs sees group g of the inputs
alone.

``conv_transpose2d`` and ``fold`` take the hyperparameters of the ``conv2d`` or ``unfold`` that they are the
adjoint of, padding in all its forms: it is cut off, where the other adds it. ``padding="same"`` exists for
stride 1 only. Where inputs of several sizes lead a strided convolution to one size of output,
``output_padding`` chooses among them (an int or a pair, smaller than the stride or than the dilation), and
``fold`` is given its ``output_size``.

Numbers
-------
Arrays are float32 or float64, in torch also float16 or bfloat16, and all arrays of one call have one dtype,
which the result has too. NaN and infinity go through the arithmetic like any number. Padding consists of
real zeros: times an infinite or NaN weight they give NaN. ``grad_x`` holds no gradient of the padding. What
``conv_transpose2d`` cuts off has a gradient of real zeros. (PyTorch's own kernels differ among themselves
here: some skip the padding, some multiply by it.)

Errors
------
``TypeError`` for an argument of the wrong kind: no array, integers, mixed dtypes, a fractional stride.
``ValueError`` for a wrong value: shapes that do not match, a stride of 0, a kernel larger than the padded
input, columns that are not those of the windows. The message names the function, the argument, what was
expected and what came, with the same words in each engine.

Ties
----
Where several inputs of a pooling window share the maximum, the first in row-major order is the one chosen;
where some are NaN, the last of these. Padding is never chosen, and a window of padding alone is refused.
"""
