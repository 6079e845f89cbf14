"""The drill's topics on whole layers, channels, pooling, detectors; see `drill_topics`."""

from cnnlib.widgets.drill_topic import Topic

LAYER_TOPICS = {
    "dense-weights": Topic(
        label="Weights of a dense layer",
        numbers={"height": 28, "width": 28, "channels": 1, "units": 100, "bias": True},
        question="Every unit sees every input. How many numbers does this layer learn, biases included?",
        given={"input": "28 × 28, 1 channel", "output": "100 units", "bias": "yes"},
        answer="78500",
        steps=(
            ("Inputs", "28·28·1 = 784"),
            ("A weight for each pair of input and unit", "784·100 = 78400"),
            ("A bias for each unit", "78400 + 100 = 78500"),
        ),
    ),
    "connections": Topic(
        label="Connections and weights",
        numbers={"units": 5, "kernel": 3, "form": "arrows"},
        question=("How many connections run between inputs and units? Those from padded zeros do not count."),
        given={"inputs": "5 in a row", "units": "5 in a row", "kernel": "3, zeros of 1 on each side"},
        answer="13",
        steps=(
            ("With nothing lost", "5·3 = 15"),
            ("Arrows from zeros, at both ends", "2·(1) = 2"),
            ("What remains", "15 − 2 = 13"),
        ),
    ),
    "multiply-adds": Topic(
        label="Multiply-adds of a layer",
        numbers={"size": 32, "inputs": 3, "outputs": 6, "kernel": 5, "same": False},
        question="How many multiplications with a weight does one picture cost, padded zeros included?",
        given={
            "input": "32 × 32, channels: 3",
            "kernel": "5 × 5, stride 1",
            "padding": "none",
            "output": "channels: 6",
        },
        answer="352800",
        steps=(
            ("The output has", "28·28·6 = 4704 values"),
            ("Each takes, over window and channels", "5·5·3 = 75 products"),
            ("Together", "4704·75 = 352800"),
        ),
    ),
    "dense-as-conv": Topic(
        label="A dense layer, slid",
        numbers={"height": 5, "width": 5, "units": 120, "larger": 9, "wider": 12},
        question=(
            "A dense layer was trained on maps of the smaller size. Written as a convolution, it runs over "
            "larger ones. How large is each of its maps of scores?"
        ),
        given={"trained on": "5 × 5", "runs over": "9 × 12", "units": "120"},
        answer="5 × 8",
        steps=(
            ("Height: the kernel is as high as the maps of the training", "9 − 5 + 1 = 5"),
            ("Width", "12 − 5 + 1 = 8"),
        ),
    ),
    "volume-shape": Topic(
        label="Volume in, volume out",
        numbers={"size": 32, "channels": 3, "filters": 6, "kernel": 5, "stride": 1, "padding": 0},
        question="What is the shape of the output? Write channels, height, width.",
        given={
            "input": "3 × 32 × 32 (channels, height, width)",
            "filters": "6 of 3 × 5 × 5",
            "stride": "1",
            "padding": "0",
        },
        answer="6 28 28",
        steps=(
            ("One map for each filter", "6 channels"),
            ("Height and width", "⌊(32 + 2·0 − 5) / 1⌋ + 1 = 28"),
            ("The shape", "6 × 28 × 28"),
        ),
    ),
    "channel-sum": Topic(
        label="A sum over channels",
        numbers={
            "window": [[[0, 1], [3, 4]], [[1, 2], [4, 5]]],
            "filter": [[[0, 1], [2, 3]], [[1, 2], [3, -1]]],
            "bias": 1,
        },
        question=(
            "The window of a two-channel input, and a filter with bias 1. Which number does the filter write "
            "here?"
        ),
        given={
            "channel 0": "[0, 1] [3, 4]",
            "slice 0": "[0, 1] [2, 3]",
            "channel 1": "[1, 2] [4, 5]",
            "slice 1": "[1, 2] [3, −1]",
        },
        answer="32",
        steps=(
            ("Channel 0", "0·0 + 1·1 + 3·2 + 4·3 = 19"),
            ("Channel 1", "1·1 + 2·2 + 4·3 + 5·(−1) = 12"),
            ("Both and the bias", "19 + 12 + 1 = 32"),
        ),
    ),
    "depthwise-weights": Topic(
        label="Depthwise and pointwise",
        numbers={"inputs": 32, "outputs": 64, "kernel": 3},
        question=(
            "A depthwise convolution, one filter for each channel, and then a 1 × 1 convolution, both "
            "without bias. How many weights do the two have together?"
        ),
        given={"input": "32 channels", "depthwise": "3 × 3", "1 × 1": "64 channels out"},
        answer="2336",
        steps=(
            ("Depthwise", "32·3·3 = 288"),
            ("1 × 1", "32·64 = 2048"),
            ("Together", "288 + 2048 = 2336"),
        ),
    ),
    "pool-value": Topic(
        label="A value after pooling",
        numbers={
            "input": [[29, 15, 28, 184], [0, 100, 70, 38], [12, 12, 7, 2], [12, 12, 45, 6]],
            "kind": "average",
            "stride": 2,
            "row": 0,
            "column": 0,
        },
        question="Average pooling, 2 × 2, stride 2. What is output[0, 0], counted from 0?",
        given={"input": "[29, 15, 28, 184] [0, 100, 70, 38] [12, 12, 7, 2] [12, 12, 45, 6]"},
        answer="36",
        steps=(
            ("The window begins at row 0, column 0", "[29, 15, 0, 100]"),
            ("Their mean", "(29 + 15 + 0 + 100) / 4 = 36"),
        ),
    ),
    "pool-size": Topic(
        label="Size after pooling",
        numbers={"size": 55, "kernel": 3, "stride": 2, "padding": 0, "ceil": False},
        question="PyTorch: MaxPool2d(kernel_size=3, stride=2). How large is the output?",
        given={"input": "55 × 55"},
        answer="27 × 27",
        steps=(
            ("The window can move by", "55 + 2·0 − 3 = 52"),
            ("In steps of 2, rounded down", "⌊52 / 2⌋ = 26"),
            ("One window more than steps", "26 + 1 = 27"),
        ),
    ),
    "relu-value": Topic(
        label="One unit and its ReLU",
        numbers={"x": [2, -1, 3], "weight": [-2, 1, 1], "bias": 1},
        question="A unit with bias 1, then ReLU. What comes out?",
        given={"input": "[2, −1, 3]", "weights": "[−2, 1, 1]"},
        answer="0",
        steps=(
            ("Products", "2·(−2) + (−1)·1 + 3·1"),
            ("Their sum and the bias", "−2 + 1 = −1"),
            ("ReLU keeps the larger of this and 0", "0"),
        ),
    ),
    "softmax-ratio": Topic(
        label="Softmax",
        numbers={"powers": [2, 3, 5], "asked": 1},
        question=(
            "Three scores go into a softmax. Which probability, in percent, has class 1, counted from 0?"
        ),
        given={"score 0": "ln 2", "score 1": "ln 3", "score 2": "ln 5"},
        answer="30",
        steps=(
            ("e to the power of each score", "2, 3, 5"),
            ("Their sum", "2 + 3 + 5 = 10"),
            ("The share in percent", "100·3 / 10 = 30"),
        ),
    ),
}
