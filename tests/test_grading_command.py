"""The grader's command, called in the wrong way."""

from pathlib import Path

import nbformat
import pytest

from tests import classroom
from tools.grading import __main__ as command

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nothing", "."], "there is no set 'nothing'"),
        (["small", "{}/missing"], "is not there"),
        (["small", "{}/small.ipynb"], "is no folder and no zip"),
        (["small", "{}/empty"], "is empty"),
        (["small"], "nothing has been handed over for small"),
        (["small", "{}/small", "--names", "("], "NAMES is no regular expression"),
        (["small", "{}/small", "--names", "x"], "NAMES has no group"),
    ],
)
def test_a_wrong_command_is_told(tmp_path, capsys, arguments, message):
    for folder in ("empty", "small", "exercises/small"):
        (tmp_path / folder).mkdir(parents=True)
    nbformat.write(classroom.small_set(), tmp_path / "exercises/small/small.ipynb")
    for name in ("small.ipynb", "small/x.ipynb"):
        (tmp_path / name).write_text("{}")
    given = [argument.format(tmp_path) for argument in arguments]
    options = [
        "--root",
        str(ROOT),
        "--sources",
        str(tmp_path / "exercises"),
        "--into",
        str(tmp_path / "grading"),
    ]
    assert command.main([*given, *options]) == 1
    assert message in capsys.readouterr().err
