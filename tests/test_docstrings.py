"""Every example in a docstring runs and prints what it says."""

import doctest
import importlib
import pkgutil

import matplotlib
import matplotlib.pyplot as plt
import pytest

import cnnlib

MODULES = [cnnlib.__name__, *(module.name for module in pkgutil.walk_packages(cnnlib.__path__, "cnnlib."))]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    matplotlib.use("agg")
    with matplotlib.rc_context():
        failed, _ = doctest.testmod(importlib.import_module(name))
    plt.close("all")
    assert failed == 0
