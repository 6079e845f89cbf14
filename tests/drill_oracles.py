"""The right answers to the drill's questions, by torch, SciPy and NumPy: topic → function of the numbers."""

import numpy as np
import pytest
import torch
from scipy import signal
from torch.nn import functional

from cnnlib import shapes


def plane(*size):
    return torch.zeros(1, 1, *size, dtype=torch.float64)


def output_size(size, kernel, stride, padding, dilation):
    out = functional.conv2d(
        plane(size, size), plane(kernel, kernel), stride=stride, padding=padding, dilation=dilation
    )
    assert out.shape[-1] == shapes.conv_output_size(
        size, kernel, stride=stride, padding=padding, dilation=dilation
    )
    return [out.shape[-1]]


def same_padding(size, kernel, dilation, form):
    """Look where an impulse comes out through the first tap, and where through the last."""
    left = 32 - _moved_to(32, 0, kernel, dilation)
    right = _moved_to(32, kernel - 1, kernel, dilation) - 32
    return [{"all": left + right, "each": left, "right": right}[form]]


def _moved_to(place, tap, kernel, dilation):
    """Return the index of the input that one tap of a "same" convolution brings to ``place``."""
    weight = torch.zeros(1, 1, kernel)
    weight[..., tap] = 1
    out = functional.conv1d(torch.arange(64.0)[None, None], weight, padding="same", dilation=dilation)
    return int(out[0, 0, place])


def full_and_valid(size, kernel, mode):
    return [len(np.convolve(np.ones(size), np.ones(kernel), mode))]


def kernel_from_sizes(size, kernel, padding):
    return [kernel]


def padding_convention(height, width, kernel, ph, pw, form):
    per_side, split = (ph, pw), ((ph, 0), (pw, 0))
    padded = functional.pad(plane(height, width), (*split[1], *split[0]))
    if form == "side":
        return list(
            functional.conv2d(plane(height, width), plane(kernel, kernel), padding=per_side).shape[2:]
        )
    return list(functional.conv2d(padded, plane(kernel, kernel)).shape[2:])


def transposed_size(size, kernel, stride, padding, dilation, extra):
    out = functional.conv_transpose2d(
        plane(size, size),
        plane(kernel, kernel),
        stride=stride,
        padding=padding,
        dilation=dilation,
        output_padding=extra,
    )
    return [out.shape[-1]]


def correlation_value(kernel, padding, row, column, **given):
    out = signal.correlate2d(np.pad(given["input"], padding), kernel, "valid")
    return [out[row, column]]


def convolution_value(kernel, padding, row, column, **given):
    return [signal.convolve2d(given["input"], kernel, "valid")[row, column]]


def flipped_kernel(kernel):
    return np.flip(kernel).ravel().tolist()


def sequence_value(x, w, n):
    return [np.convolve(x, w)[n]]


def merged_kernel(first, second):
    """Two cross-correlation layers in a row, read off from an impulse."""
    impulse = torch.zeros(1, 1, 15, dtype=torch.float64)
    impulse[..., 7] = 1
    layers = [torch.tensor(each, dtype=torch.float64)[None, None] for each in (first, second)]
    out = functional.conv1d(functional.conv1d(impulse, layers[0]), layers[1]).ravel().flip(0)
    start = len(out) - 8
    return out[start : start + len(first) + len(second) - 1].tolist()


def merged_size(kernels):
    merged = np.ones(1)
    for kernel in kernels:
        merged = np.convolve(merged, np.ones(kernel))
    return [len(merged)]


def separable(height, width):
    return [height * width - (height + width)]


def weights(size, inputs, outputs, height, width, groups, bias):
    layer = torch.nn.Conv2d(inputs, outputs, (height, width), groups=groups, bias=bias)
    return [sum(each.numel() for each in layer.parameters())]


def receptive_field(kernels, strides):
    """Count the inputs that one output depends on, by its gradient."""
    x = torch.zeros(1, 1, 400, dtype=torch.float64, requires_grad=True)
    out = x
    for kernel, stride in zip(kernels, strides):
        out = functional.conv1d(out, torch.ones(1, 1, kernel, dtype=torch.float64), stride=stride)
    out[0, 0, 3].backward()
    used = torch.nonzero(x.grad[0, 0]).ravel()
    return [int(used[-1] - used[0]) + 1]


def dense_weights(height, width, channels, units, bias):
    layer = torch.nn.Linear(height * width * channels, units, bias=bias)
    return [sum(each.numel() for each in layer.parameters())]


def connections(units, kernel, form):
    """Count what is not zero in the layer's matrix, read off with one input switched on after the other."""
    weight = torch.arange(1.0, kernel + 1)[None, None]
    matrix = functional.conv1d(torch.eye(units)[:, None], weight, padding="same")
    found = matrix[matrix != 0]
    return [len(found.unique() if form == "weights" else found)]


def multiply_adds(size, inputs, outputs, kernel, same):
    """Count them as the sum of a layer of ones over a padded picture of ones, each product being 1."""
    x = functional.pad(torch.ones(1, inputs, size, size), [kernel // 2 if same else 0] * 4, value=1)
    return [functional.conv2d(x, torch.ones(outputs, inputs, kernel, kernel)).double().sum().item()]


def dense_as_conv(height, width, units, larger, wider):
    return list(functional.conv2d(plane(larger, wider), plane(height, width)).shape[2:])


def volume_shape(size, channels, filters, kernel, stride, padding):
    layer = torch.nn.Conv2d(channels, filters, kernel, stride=stride, padding=padding)
    return list(layer(torch.zeros(channels, size, size)).shape)


def channel_sum(window, bias, **given):
    x, weight, bias = (torch.tensor(each).double() for each in (window, [given["filter"]], [bias]))
    return [functional.conv2d(x, weight, bias).item()]


def depthwise_weights(inputs, outputs, kernel):
    depthwise = torch.nn.Conv2d(inputs, inputs, kernel, groups=inputs, bias=False)
    pointwise = torch.nn.Conv2d(inputs, outputs, 1, bias=False)
    return [depthwise.weight.numel() + pointwise.weight.numel()]


def pool_value(kind, stride, row, column, **given):
    pool = {"max": functional.max_pool2d, "average": functional.avg_pool2d}[kind]
    x = torch.tensor([given["input"]], dtype=torch.float64)
    return [pool(x, 2, stride=stride)[0, row, column].item()]


def pool_size(size, kernel, stride, padding, ceil):
    pool = torch.nn.MaxPool2d(kernel, stride=stride, padding=padding, ceil_mode=ceil)
    return [pool(plane(size, size)).shape[-1]]


def relu_value(x, weight, bias):
    z = functional.linear(torch.tensor(x), torch.tensor([weight]), torch.tensor([bias]))
    return functional.relu(z).tolist()


def softmax_share(powers, asked):
    scores = torch.tensor(powers, dtype=torch.float64).log()
    return [pytest.approx(100 * functional.softmax(scores, dim=0)[asked].item())]


def conv_gradients(x, kernel, delta, stride=1):
    """Return autograd's gradients of the input and of the kernel."""
    x, kernel = (torch.tensor([[each]], dtype=torch.float64, requires_grad=True) for each in (x, kernel))
    out = functional.conv2d(x, kernel, stride=stride)
    out.backward(torch.tensor([[delta]], dtype=torch.float64))
    return x.grad[0, 0], kernel.grad[0, 0]


def backward_weight(delta, stride, row, column, **given):
    return [conv_gradients(given["input"], np.zeros((2, 2)).tolist(), delta, stride)[1][row, column].item()]


def backward_input(kernel, delta, row, column):
    return [conv_gradients(np.zeros((3, 3)).tolist(), kernel, delta)[0][row, column].item()]


def max_backward(delta, row, column, **given):
    x = torch.tensor([[given["input"]]], dtype=torch.float64, requires_grad=True)
    functional.max_pool2d(x, 2, stride=1).backward(torch.tensor([[delta]], dtype=torch.float64))
    return [x.grad[0, 0, row, column].item()]


def dilated_delta(size, kernel, stride, padding):
    """Go back from the size of dX, which a kernel leaves that slides over what is asked for."""
    grad = functional.conv_transpose2d(
        plane(size, size), plane(kernel, kernel), stride=stride, padding=padding
    )
    return [grad.shape[-1] + kernel - 1]


def sgd_step(weight, gradients):
    parameter = torch.nn.Parameter(torch.tensor(float(weight)))
    optimizer = torch.optim.SGD([parameter], lr=0.5, momentum=0.5)
    for gradient in gradients:
        parameter.grad = torch.tensor(float(gradient))
        optimizer.step()
    return [parameter.item()]


def im2col_shape(size, channels, filters, kernel, padding):
    x = torch.zeros(1, channels, size, size)
    return list(functional.unfold(x, kernel, padding=padding).shape[1:])


def winograd_count(size, channels, filters):
    """Count the numbers of the transformed tiles that meet those of the transformed kernels."""
    tiles = functional.unfold(torch.zeros(1, channels, size + 2, size + 2), 4, stride=2)
    return [tiles.numel() * filters]


def fft_size(size, kernel, form):
    x, w = np.arange(1.0, size + 1) ** 2, np.arange(1.0, kernel + 1)
    if form == "wrapped":
        circular = np.fft.irfft(np.fft.rfft(x) * np.fft.rfft(w, size), size)
        return [int(np.isclose(circular, np.convolve(x, w)[:size]).sum())]
    full = np.convolve(x, w)
    for length in range(size, size + kernel):
        product = np.fft.irfft(np.fft.rfft(x, length) * np.fft.rfft(w, length), length)
        if np.allclose(np.resize(np.append(product, np.zeros(kernel)), len(full)), full):
            return [length]
    return []


def lenet_parameters(three, four, six, kernel):
    tables = [3] * three + [4] * four + [6] * six
    layers = [torch.nn.Conv2d(seen, 1, kernel) for seen in tables]
    return [sum(each.numel() for layer in layers for each in layer.parameters())]


def lenet_connections(kind, maps, inputs, side, kernel):
    """Count as the sum of a layer of ones over ones: each product is 1, and so is each bias."""
    if kind == "subsampling":
        sums = 4 * functional.avg_pool2d(torch.ones(1, maps, 2 * side, 2 * side), 2)
        return [(sums + 1).sum().item()]
    x = torch.ones(1, inputs, side + kernel - 1, side + kernel - 1)
    return [functional.conv2d(x, torch.ones(maps, inputs, kernel, kernel), torch.ones(maps)).sum().item()]


ORACLES = {
    "output-size": output_size,
    "full-and-valid": full_and_valid,
    "same-padding": same_padding,
    "padding-convention": padding_convention,
    "kernel-from-sizes": kernel_from_sizes,
    "transposed-size": transposed_size,
    "correlation-value": correlation_value,
    "convolution-value": convolution_value,
    "flipped-kernel": flipped_kernel,
    "sequence-value": sequence_value,
    "merged-kernel": merged_kernel,
    "merged-size": merged_size,
    "separable": separable,
    "weights": weights,
    "receptive-field": receptive_field,
    "dense-weights": dense_weights,
    "connections": connections,
    "multiply-adds": multiply_adds,
    "dense-as-conv": dense_as_conv,
    "volume-shape": volume_shape,
    "channel-sum": channel_sum,
    "depthwise-weights": depthwise_weights,
    "pool-value": pool_value,
    "pool-size": pool_size,
    "relu-value": relu_value,
    "softmax-ratio": softmax_share,
    "backward-weight": backward_weight,
    "backward-input": backward_input,
    "max-backward": max_backward,
    "dilated-delta": dilated_delta,
    "sgd-step": sgd_step,
    "im2col-shape": im2col_shape,
    "winograd-count": winograd_count,
    "fft-size": fft_size,
    "lenet-parameters": lenet_parameters,
    "lenet-connections": lenet_connections,
}
