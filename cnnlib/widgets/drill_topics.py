"""The topics of the drill: names, labels, and a worked question of each for pages without JavaScript.

The questions themselves are drawn in ``drill_questions.js``; the tests hold what stands here to it.
"""

from cnnlib.widgets.drill_layer_topics import LAYER_TOPICS
from cnnlib.widgets.drill_topic import Topic
from cnnlib.widgets.drill_training_topics import TRAINING_TOPICS

# Correlation and convolution ask for the same place of the same numbers: the flip alone makes the difference.
_WINDOW = {
    "input": [[0, 1, 2, 1], [3, 4, 5, 0], [6, 7, 8, 2], [1, 0, 2, 3]],
    "kernel": [[0, 1], [2, 3]],
    "padding": 0,
    "row": 1,
    "column": 0,
}
_WINDOW_GIVEN = {"input": "[0, 1, 2, 1] [3, 4, 5, 0] [6, 7, 8, 2] [1, 0, 2, 3]", "kernel": "[0, 1] [2, 3]"}

TOPICS = {
    "output-size": Topic(
        label="Output size",
        numbers={"size": 32, "kernel": 5, "stride": 2, "padding": 1, "dilation": 1},
        question="What is the size of the output?",
        given={
            "input": "32 × 32",
            "kernel": "5 × 5",
            "stride": "2",
            "padding": "1 on each side",
            "dilation": "1 (none)",
        },
        answer="15 × 15",
        steps=(
            ("The padded input is", "32 + 2·1 = 34"),
            ("The window can move by", "34 − 5 = 29"),
            ("In steps of 2, rounded down", "⌊29 / 2⌋ = 14"),
            ("One window more than steps", "14 + 1 = 15"),
        ),
    ),
    "full-and-valid": Topic(
        label="Full and valid",
        numbers={"size": 10, "kernel": 4, "mode": "full"},
        question=(
            "How many values does the “full” convolution have? It keeps every place of the kernel that "
            "touches the input."
        ),
        given={"sequence": "10 values", "kernel": "4 values", "mode": "full"},
        answer="13",
        steps=(("The kernel overhangs by", "4 − 1 = 3"), ("“full” adds that once", "10 + 3 = 13")),
    ),
    "same-padding": Topic(
        label="Padding for “same”",
        numbers={"size": 28, "kernel": 4, "dilation": 1, "form": "right"},
        question='With padding="same" in PyTorch, how many zeros does each row get on the right?',
        given={"input": "28 × 28", "kernel": "4 × 4", "stride": "1", "dilation": "1 (none)"},
        answer="2",
        steps=(
            ("Without padding the size shrinks by", "1·(4 − 1) = 3"),
            ("So the zeros in all are", "3"),
            ("An odd total cannot be halved; PyTorch puts the extra zero on the right", "3 = 1 + 2"),
        ),
    ),
    "padding-convention": Topic(
        label="Padding conventions",
        numbers={"height": 8, "width": 12, "kernel": 3, "ph": 2, "pw": 1, "form": "side"},
        question="PyTorch: Conv2d(…, kernel_size=3, padding=(2, 1)). How large is the output?",
        given={"input": "8 × 12", "kernel": "3 × 3", "padding": "(2, 1)"},
        answer="10 × 12",
        steps=(("Height", "8 − 3 + 1 + 2·2 = 10"), ("Width", "12 − 3 + 1 + 2·1 = 12")),
    ),
    "kernel-from-sizes": Topic(
        label="Kernel from the sizes",
        numbers={"size": 28, "kernel": 5, "padding": 1},
        question="How large is the kernel?",
        given={"input": "28 × 28", "output": "26 × 26", "stride": "1", "padding": "1 on each side"},
        answer="5 × 5",
        steps=(
            ("The padded input is", "28 + 2·1 = 30"),
            ("Windows that fit", "30 − k + 1 = 26"),
            ("So", "k = 30 − 26 + 1 = 5"),
        ),
    ),
    "transposed-size": Topic(
        label="Transposed convolution",
        numbers={"size": 7, "kernel": 3, "stride": 2, "padding": 1, "dilation": 1, "extra": 1},
        question="What is the size of the output of this transposed convolution?",
        given={
            "input": "7 × 7",
            "kernel": "3 × 3",
            "stride": "2",
            "padding": "1",
            "dilation": "1 (none)",
            "output_padding": "1",
        },
        answer="14 × 14",
        steps=(
            ("The inputs are spread out over", "(7 − 1)·2 = 12"),
            ("The last kernel reaches on by", "1·(3 − 1) + 1 = 3"),
            ("Padding is taken from both ends", "12 + 3 − 2·1 = 13"),
            ("Output padding is added at one end", "13 + 1 = 14"),
        ),
    ),
    "correlation-value": Topic(
        label="A value of a cross-correlation",
        numbers=_WINDOW,
        question=(
            "Cross-correlation, no padding: the kernel is not flipped. What is output[1, 0], counted from 0?"
        ),
        given=_WINDOW_GIVEN,
        answer="37",
        steps=(
            ("The window at row 1, column 0", "[3, 4] [6, 7]"),
            ("Times the kernel, place by place", "3·0 + 4·1 + 6·2 + 7·3"),
            ("The sum", "37"),
        ),
    ),
    "convolution-value": Topic(
        label="A value of a convolution",
        numbers=_WINDOW,
        question="True convolution, no padding: the kernel is flipped. What is output[1, 0], counted from 0?",
        given=_WINDOW_GIVEN,
        answer="23",
        steps=(
            ("The flipped kernel", "[3, 2] [1, 0]"),
            ("The window at row 1, column 0", "[3, 4] [6, 7]"),
            ("Their products, place by place", "3·3 + 4·2 + 6·1 + 7·0"),
            ("The sum", "23"),
        ),
    ),
    "flipped-kernel": Topic(
        label="The flipped kernel",
        numbers={"kernel": [[1, 2, 3], [4, 5, 6]]},
        question=(
            "Convolution with this kernel is cross-correlation with another one. Which? Write it row by row."
        ),
        given={"kernel": "[1, 2, 3] [4, 5, 6]"},
        answer="6 5 4; 3 2 1",
        steps=(
            ("Reverse each row", "[3, 2, 1] [6, 5, 4]"),
            ("Then the order of the rows", "[6, 5, 4] [3, 2, 1]"),
        ),
    ),
    "sequence-value": Topic(
        label="Convolving two sequences",
        numbers={"x": [1, 2, 3, 4], "w": [1, 0, -1], "n": 3},
        question=(
            "What is (x ∗ w)[3] = Σₘ w[m] x[3 − m]? Both begin at index 0, and outside them all is zero."
        ),
        given={"x": "[1, 2, 3, 4]", "w": "[1, 0, −1]"},
        answer="2",
        steps=(
            ("Pairs whose indices add up to 3", "w[0]·x[3] + w[1]·x[2] + w[2]·x[1]"),
            ("Their values", "1·4 + 0·3 + (−1)·2"),
            ("The sum", "2"),
        ),
    ),
    "merged-kernel": Topic(
        label="Two kernels in one",
        numbers={"first": [1, 2, 1], "second": [1, 1]},
        question=(
            "Two layers in one dimension follow each other, without a nonlinearity. Which one kernel "
            "does the same?"
        ),
        given={"first": "[1, 2, 1]", "second": "[1, 1]"},
        answer="1 3 3 1",
        steps=(
            ("The merged kernel has", "3 + 2 − 1 = 4 values"),
            ("The second, times the first value", "[1, 1, 0, 0]"),
            ("Moved on by 1, times 2", "[0, 2, 2, 0]"),
            ("Moved on by 2, times 1", "[0, 0, 1, 1]"),
            ("The sum", "[1, 3, 3, 1]"),
        ),
    ),
    "merged-size": Topic(
        label="Size of stacked kernels",
        numbers={"kernels": [3, 3]},
        question=(
            "The layers follow each other, stride 1, no nonlinearity. How large is the one kernel that "
            "does the same?"
        ),
        given={"kernel 1": "3 × 3", "kernel 2": "3 × 3"},
        answer="5 × 5",
        steps=(
            ("The first kernel", "3"),
            ("Each further one adds k − 1", "3 − 1 = 2"),
            ("Together", "3 + 2 = 5"),
        ),
    ),
    "separable": Topic(
        label="Separable kernels",
        numbers={"height": 7, "width": 7},
        question=(
            "The kernel is separable: a column, then a row. How many multiplications does each output "
            "value save that way?"
        ),
        given={"kernel": "7 × 7", "column": "7 × 1", "row": "1 × 7"},
        answer="35",
        steps=(
            ("The full kernel costs", "7·7 = 49"),
            ("Column and row cost", "7 + 7 = 14"),
            ("Saved", "49 − 14 = 35"),
        ),
    ),
    "weights": Topic(
        label="Weights in a layer",
        numbers={"size": 32, "inputs": 6, "outputs": 16, "height": 5, "width": 5, "groups": 2, "bias": True},
        question="How many numbers does this layer learn, biases included?",
        given={
            "input": "6 channels, 32 × 32",
            "output": "16 channels",
            "kernel": "5 × 5",
            "groups": "2",
            "bias": "yes",
        },
        answer="1216",
        steps=(
            ("Each filter sees", "6 / 2 = 3 channels"),
            ("Weights of one filter", "3·5·5 = 75"),
            ("Of all filters", "16·75 = 1200"),
            ("A bias for each output channel", "1200 + 16 = 1216"),
        ),
    ),
    "receptive-field": Topic(
        label="Receptive field",
        numbers={"kernels": [3, 3], "strides": [2, 1]},
        question="How large is the part of the input that one unit of the last layer sees?",
        given={"layer 1": "3 × 3, stride 2", "layer 2": "3 × 3, stride 1"},
        answer="7 × 7",
        steps=(
            ("Begin with one pixel", "1"),
            ("Layer 1", "1 + (3 − 1)·1 = 3"),
            ("Layer 2: one step is 2 pixels", "3 + (3 − 1)·2 = 7"),
        ),
    ),
}

TOPICS |= LAYER_TOPICS | TRAINING_TOPICS
