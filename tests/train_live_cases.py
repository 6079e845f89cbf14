"""Networks and settings for the tests of TrainLive."""

SETTINGS = {"optimizer": "sgd", "lr": 0.02, "momentum": 0.9, "batch_size": 32, "dropout": 0}
DENSE = [
    {"kind": "flatten"},
    {"kind": "linear", "out_features": 16},
    {"kind": "relu"},
    {"kind": "linear", "out_features": 10},
]
# Without activations each layer's weights drive the other's on: too high a rate makes them infinite soon.
RUNAWAY = [
    DENSE[0],
    {"kind": "linear", "out_features": 32},
    {"kind": "linear", "out_features": 32},
    DENSE[-1],
]
_CONV = {"kind": "conv", "out_channels": 8, "kernel_size": 3}
_LARGE = {"kind": "conv", "out_channels": 64, "kernel_size": 9, "padding": 4}
REFUSED = [
    ([], "layers must be a list of 1 to 40 layers"),
    ([{"kind": "dense"}], "layers[0]: kind must be one of"),
    ([{**_CONV, "kernel_size": 0}], "layers[0]: kernel_size must be a whole number"),
    ([{"kind": "flatten"}, {"kind": "rbf"}], "layers[1]: a layer of kind rbf is not trained here"),
    (
        [{**_CONV, "out_channels": 6}, {**_CONV, "out_channels": 16, "connections": 60}, *DENSE],
        "layers[1]: a table of connections is not trained here",
    ),
    ([{"kind": "linear"}], "layers[0]: Linear: x must have shape (batch, 784)"),
    ([_CONV], "layers[0]: the last layer must give 10 scores, one for each digit, but gives 8 × 26 × 26"),
    (DENSE[:2], "layers[1]: the last layer must give 10 scores, one for each digit, but gives 16"),
    (
        [{"kind": "flatten"}, {"kind": "linear", "out_features": 2000}, DENSE[-1]],
        "1,590,010 parameters and 1,588,000 multiply-adds for each digit are too much for a page",
    ),
    ([_LARGE, _LARGE, *DENSE], "are too much for a page"),
]
REFUSED_SETTINGS = [
    ("lr", 0),
    ("lr", 11),
    ("momentum", 1),
    ("batch_size", 0),
    ("batch_size", 2.5),
    ("dropout", 0.95),
    ("seed", -1),
    ("optimizer", "rmsprop"),
]
