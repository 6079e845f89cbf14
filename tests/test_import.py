"""Importing the library costs little: nothing heavy comes with it."""

import subprocess
import sys

import pytest

HEAVY = {"torch", "matplotlib", "ipywidgets", "anywidget", "scipy", "sklearn"}
LIGHT = [
    "cnnlib",
    "cnnlib.shapes",
    "cnnlib.ops",
    "cnnlib.ops.loops",
    "cnnlib.ops.vectorized",
    "cnnlib.gradcheck",
]


@pytest.mark.parametrize("module", LIGHT)
def test_loads_nothing_heavy(module):
    code = f"import sys, {module}; print(*sorted(m.partition('.')[0] for m in sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(loaded.stdout.split())


def test_contract_loads_no_engine():
    code = "import sys, cnnlib.ops; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "numpy" not in loaded.stdout.split()
