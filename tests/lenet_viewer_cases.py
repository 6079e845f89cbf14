"""States of LeNetViewer, units to look at, and values that its traits refuse."""

CHANGES = [
    {"fit": True, "shift": [0, 0], "angle": 0, "noise": 0},
    {"fit": False, "shift": [0, 0], "angle": 0, "noise": 0},
    {"fit": True, "shift": [-6, 4], "angle": 0, "noise": 0},
    {"fit": False, "shift": [3, -5], "angle": 45, "noise": 0},
    {"fit": True, "shift": [0, 0], "angle": -17.5, "noise": 0.25},
]

# layer, unit as the trait has it, unit as map, row, column
UNITS = [
    (1, ["C1", 3, 0, 27], [3, 0, 27]),
    (1, ["C1", 5, 13, 14], [5, 13, 14]),
    (2, ["S2", 3, 7, 6], [3, 7, 6]),
    (3, ["C3", 9, 4, 4], [9, 4, 4]),
    (3, ["C3", 0, 9, 0], [0, 9, 0]),
    (4, ["S4", 15, 4, 0], [15, 4, 0]),
    (5, ["C5", 119], [119, 0, 0]),
    (6, ["F6", 83], [83, 0, 0]),
    (7, ["Output", 3], [3, 0, 0]),
]

BAD_TRAITS = [
    {"digit": 10},
    {"digit": -1},
    {"digit": "3"},
    {"pooling": "avg"},
    {"fit": "yes"},
    {"shift": [0, 7]},
    {"shift": [0.5, 0]},
    {"shift": [0]},
    {"angle": 46},
    {"angle": "0"},
    {"noise": -0.1},
    {"noise": 0.6},
    {"unit": []},
    {"unit": ["C7", 0, 0, 0]},
    {"unit": ["C3", 16, 0, 0]},
    {"unit": ["C3", 0, 0]},
    {"unit": ["F6", 84]},
    {"unit": ["F6", 1, 0]},
    {"unit": ["S2", 0, 0.5, 0]},
    {"unit": ["Input", 0, 0, 0]},
]
