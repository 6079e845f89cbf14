"""Functions to explore: one returns a number, one draws and prints."""

import matplotlib.pyplot as plt


def output_size(kernel_size, stride=1):
    """Return the size of a convolution's output on 28 inputs."""
    return (28 - kernel_size) // stride + 1


def bars(k, tall=False):
    """Draw so many bars, and print how many."""
    figure, axes = plt.subplots(figsize=(3, 2.5 if tall else 2))
    axes.bar(range(k), range(1, k + 1))
    print(f"{k} bars")
    return figure
