"""The drill's topics on gradients, on computing convolution, on LeNet-5's counts; see `drill_topics`."""

from cnnlib.widgets.drill_topic import Topic

TRAINING_TOPICS = {
    "backward-weight": Topic(
        label="Gradient of a weight",
        numbers={
            "input": [[1, 2, 0], [0, 3, 1], [2, 1, 4]],
            "delta": [[1, -1], [2, 1]],
            "stride": 1,
            "row": 0,
            "column": 1,
        },
        question=(
            "A 2 × 2 kernel ran over this input with stride 1, without padding. What is dW[0, 1], "
            "counted from 0?"
        ),
        given={"input": "[1, 2, 0] [0, 3, 1] [2, 1, 4]", "δ": "[1, −1] [2, 1]"},
        answer="9",
        steps=(
            ("Each δ, times the input that it met under this weight", "1·2 + (−1)·0 + 2·3 + 1·1"),
            ("Their sum", "9"),
        ),
    ),
    "backward-input": Topic(
        label="Gradient of an input",
        numbers={"kernel": [[1, 2], [-1, 0]], "delta": [[2, 1], [1, 3]], "row": 1, "column": 1},
        question=(
            "This kernel ran over an input of 3 × 3 with stride 1, without padding. What is dX[1, 1], "
            "counted from 0?"
        ),
        given={"kernel": "[1, 2] [−1, 0]", "δ": "[2, 1] [1, 3]"},
        answer="4",
        steps=(
            ("Outputs whose window held this input", "4 of 4"),
            ("Each δ, times the weight that lay here", "2·0 + 1·(−1) + 1·2 + 3·1"),
            ("Their sum", "4"),
        ),
    ),
    "max-backward": Topic(
        label="Gradient of max pooling",
        numbers={
            "input": [[1, 5, 2], [0, 3, 4], [6, 1, 2]],
            "delta": [[2, 3], [4, 1]],
            "row": 0,
            "column": 1,
        },
        question=(
            "Max pooling, 2 × 2, stride 1; of equal values the first wins, row by row. What is dX[0, "
            "1], counted from 0?"
        ),
        given={"input": "[1, 5, 2] [0, 3, 4] [6, 1, 2]", "δ": "[2, 3] [4, 1]"},
        answer="5",
        steps=(
            ("Windows that hold this input", "2 of 4"),
            ("In which it is the first largest value", "2"),
            ("Their δ add up to", "2 + 3 = 5"),
        ),
    ),
    "dilated-delta": Topic(
        label="δ, spread and padded",
        numbers={"size": 3, "kernel": 3, "stride": 2, "padding": 1},
        question=(
            "For dX, zeros go between the δ (stride) and around them. The flipped kernel then slides "
            "over the result. How large is that result?"
        ),
        given={"δ": "3 × 3", "kernel": "3 × 3", "stride, padding": "2, 1 on each side"},
        answer="7 × 7",
        steps=(
            ("Spread by the stride", "(3 − 1)·2 + 1 = 5"),
            ("Zeros on each side", "3 − 1 − 1 = 1"),
            ("Together", "5 + 2·1 = 7"),
        ),
    ),
    "sgd-step": Topic(
        label="Two steps with momentum",
        numbers={"weight": 5, "gradients": [4, 2]},
        question=(
            "A weight learns with rate 0.5 and momentum 0.5: v ← 0.5·v + g, then w ← w − 0.5·v. At "
            "first v = 0. What is w after these two gradients?"
        ),
        given={"weight": "5", "gradients": "4, then 2"},
        answer="1",
        steps=(
            ("After the first", "5 − 0.5·4 = 3"),
            ("The velocity", "0.5·4 + 2 = 4"),
            ("After the second", "3 − 0.5·4 = 1"),
        ),
    ),
    "im2col-shape": Topic(
        label="The unrolled input",
        numbers={"size": 8, "channels": 3, "filters": 4, "kernel": 3, "padding": 0},
        question=(
            "im2col writes each window as a column. How many rows and columns has the matrix? Write "
            "rows, columns."
        ),
        given={"input": "8 × 8, channels: 3", "filters": "4 of 3 × 3", "stride, padding": "1, 0"},
        answer="27 36",
        steps=(
            ("A window holds", "3·3·3 = 27 numbers"),
            ("Places of the window", "6·6 = 36"),
            ("Rows and columns", "27 × 36"),
        ),
    ),
    "winograd-count": Topic(
        label="Winograd’s multiplications",
        numbers={"size": 4, "channels": 2, "filters": 4},
        question=(
            "Winograd's F(2 × 2, 3 × 3) finds tiles of 2 × 2 outputs. How many multiplications do the "
            "products of transformed tiles and kernels take?"
        ),
        given={"output": "4 × 4, channels: 4", "input": "channels: 2", "kernel": "3 × 3, stride 1"},
        answer="512",
        steps=(
            ("Tiles", "(4/2)·(4/2) = 4"),
            ("Pairs of input and output channels", "2·4 = 8"),
            ("16 for each tile and pair", "16·4·8 = 512"),
        ),
    ),
    "fft-size": Topic(
        label="Padding for the FFT",
        numbers={"size": 28, "kernel": 5, "form": "full"},
        question=(
            "To how many values must both be padded at least, so that the product of their Fourier "
            "transforms gives the full convolution, with nothing wrapped around?"
        ),
        given={"input": "28 in a row", "kernel": "5"},
        answer="32",
        steps=(("The length of the full convolution", "28 + 5 − 1 = 32"),),
    ),
    "lenet-parameters": Topic(
        label="A table of connections",
        numbers={"three": 6, "four": 9, "six": 1, "kernel": 5},
        question=(
            "Of 16 maps, some see 3 of the 6 input maps, some 4, some all. How many numbers are learned?"
        ),
        given={"see 3, 4, all": "6, 9, 1 maps", "kernel": "5 × 5", "bias": "one for each map"},
        answer="1516",
        steps=(
            ("Pairs of maps", "3·6 + 4·9 + 6·1 = 60"),
            ("A kernel for each", "60·25 = 1500"),
            ("A bias for each map", "1500 + 16 = 1516"),
        ),
    ),
    "lenet-connections": Topic(
        label="Connections in LeNet-5",
        numbers={"kind": "convolution", "maps": 6, "inputs": 1, "side": 28, "kernel": 5},
        question="How many connections has this convolution, one to each bias included?",
        given={"output": "6 maps of 28 × 28", "kernel": "5 × 5, input maps: 1"},
        answer="122304",
        steps=(
            ("A unit is connected to", "1·5·5 + 1 = 26"),
            ("Units", "6·28·28 = 4704"),
            ("Together", "4704·26 = 122304"),
        ),
    ),
}
