"""Importing the library costs little: nothing heavy comes with it."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import cnnlib

HEAVY = {"torch", "matplotlib", "ipywidgets", "anywidget", "scipy", "sklearn"}
LIGHT = [
    "cnnlib",
    "cnnlib.shapes",
    "cnnlib.ops",
    "cnnlib.ops.loops",
    "cnnlib.ops.vectorized",
    "cnnlib.gradcheck",
    "cnnlib.functional",
    "cnnlib.layers",
    "cnnlib.optim",
    "cnnlib.training",
    "cnnlib.kernels",
    "cnnlib.signal",
    "cnnlib.datasets",
]
LIBRARY = Path(cnnlib.__file__).parent


@pytest.mark.parametrize("module", LIGHT)
def test_loads_nothing_heavy(module):
    code = f"import sys, {module}; print(*sorted(m.partition('.')[0] for m in sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(loaded.stdout.split())


def test_contract_loads_no_engine():
    code = "import sys, cnnlib.ops; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "numpy" not in loaded.stdout.split()


def floors():
    """Return the modules of the library as README's map lists them, from the ground up."""
    text = (LIBRARY.parent / "README.md").read_text(encoding="utf-8")
    (listed,) = re.findall(r"^cnnlib/ .*\n((?:  .*\n)+)", text, re.MULTILINE)
    return [name for line in listed.splitlines() for name in re.findall(r"\b(\w+)(?:\.py|/)", line[:24])]


def imported(path):
    """Yield the modules right below cnnlib that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "cnnlib":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module.startswith("cnnlib."):
            yield node.module.split(".")[1]


def test_the_map_lists_every_module():
    modules = {path.stem for path in LIBRARY.iterdir() if not path.name.startswith("__")}
    assert sorted(floors()) == sorted(modules)


@pytest.mark.parametrize("path", sorted(LIBRARY.rglob("*.py")), ids=lambda path: path.stem)
def test_a_file_imports_only_from_floors_below_it(path):
    order = floors()
    own = path.relative_to(LIBRARY).parts[0].removesuffix(".py")
    if own != "__init__":
        assert {name for name in imported(path) if name != own} <= set(order[: order.index(own)])
