"""What runs in a submission's kernel before any code of the student: the checks stay what they are.

The kernel sees nothing of this folder: `kernel` hands this file over as text. It undoes and tells a simple
trick; whoever looks for another finds one.
"""

import sys
from importlib import import_module
from pkgutil import walk_packages

from IPython import get_ipython

import cnnlib.exercises

TOLD = "The library was changed by the notebook, and put back: "


def watch(shell):
    """Put the library back around every cell, and let ``exit()`` end its cell instead of the kernel."""
    for found in walk_packages(cnnlib.exercises.__path__, "cnnlib.exercises."):
        import_module(found.name)
    kept = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "cnnlib"}
    names = {name: dict(vars(module)) for name, module in kept.items()}

    def put_back(*_):
        sys.modules.update(kept)
        changed = [
            (name, key)
            for name, module in kept.items()
            for key, value in names[name].items()
            if vars(module).get(key) is not value
        ]
        for name, key in changed:
            vars(kept[name])[key] = names[name][key]
        if changed:
            print(TOLD + ", ".join(f"{name}.{key}" for name, key in changed[:3]))

    for event in ("pre_run_cell", "post_run_cell"):
        shell.events.register(event, put_back)
    shell.user_ns["exit"] = shell.user_ns["quit"] = sys.exit


if __name__ == "__main__":
    watch(get_ipython())
