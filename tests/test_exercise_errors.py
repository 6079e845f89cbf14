"""Malformed sources of exercises are refused, with the line and what is wrong."""

import re

import pytest

from tests.exercise_sets import ROOT, SAMPLE
from tools.exercises.answers import BEGIN, END
from tools.exercises.cells import SourceError
from tools.exercises.source import ExerciseSet

PATH = SAMPLE / "book" / "exercises" / "sample" / "sample.md"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("# Exercises: a sample", "---\ntitle: x\n---\n", ":1: a set of exercises has no front matter"),
        ("# Exercises: a sample", "# Tasks", ":1: the title begins with `# Exercises: `, not `# Tasks`"),
        ("# Exercises: a sample", "## A sample", ":1: a set begins with its title"),
        (":role: student", ":role: studnet", "unknown role 'studnet'"),
        (":role: student\n", "---\nrole: student\n", "could not be read"),
        (":role: student\n", ":role: student\n:points: 1\n", "a student cell takes no points"),
        ("import numpy", ":tags: [x]\nimport numpy", "a cell without a role takes no tags"),
        ('STUDENT = "your', 'NAME = "your', "a student cell sets STUDENT alone"),
        ('STUDENT = "your', 'import os\nSTUDENT = "your', "a student cell sets STUDENT alone"),
        (":role: student", ":role: [student]", "unknown role ['student']"),
        (
            "{code-cell} ipython3\n:role: wrong",
            "python\n:role: wrong",
            ":53: this begins no cell, and is prose to everybody: :role: wrong",
        ),
        (
            "That was",
            "- x\n\n      ```{code-cell} ipython3\n\nThat was",
            ":121: this begins no cell, and is prose to everybody: ```{code-cell} ipython3",
        ),
        (":role: student\n", "", "asks for STUDENT, and there is no student cell"),
        (":exercise: double\n", "", "a solution cell needs `:exercise:`"),
        (":exercise: double\n", ":exercise: Double\n", "an exercise's name is like_this, not 'Double'"),
        (":exercise: double\n", ":exercise: twice\n", "this solution defines no function twice"),
        (f"    {BEGIN}\n", "", "a solution stands between one `### BEGIN SOLUTION`"),
        (f"    {END}\n", "", "a solution stands between one `### BEGIN SOLUTION`"),
        (f"    {BEGIN}\n", f"    {BEGIN}\n    {BEGIN}\n", "a solution stands between one"),
        ("return solved_by_sum", "return solved by sum", "this solution cell is no Python: invalid syntax"),
        (":points: 1\n", "", "a check cell needs `:points:`"),
        (":points: 1\n", ":points: 0.5\n", "`points` must be a whole number from 1, not 0.5"),
        (":points: 1\n", ":points: -1\n", "`points` must be a whole number from 1, not -1"),
        (":points: 1\n", ":points: true\n", "`points` must be a whole number from 1, not True"),
        ("from cnnlib.exercises import check\n", "", "begins with `from cnnlib.exercises import check`"),
        ('check("sample/double", double)', 'check("sample/double", double_it)', "calls `check("),
        ('check("sample/double", double)', "print(1)", 'calls `check("sample/double", double, …)`'),
        ('check("sample/double", double)', 'check("sample/halve", halve)', 'calls `check("sample/double"'),
        ('check("sample/double", double)', f"{BEGIN}\ncheck(1)", "a check cell has no markers"),
        ("wrongly_squared = x**2", BEGIN, "a wrong cell has no markers: they are set around hidden checks"),
        ("import numpy", f"{BEGIN}\nimport numpy", "a cell without a role has no markers"),
        ("That was all", "BEGIN HIDDEN TESTS", "a cell without a role has no markers"),
        ("return x / 2", "return 1  # BEGIN HIDDEN TESTS", "a solution cell has no other markers"),
        ("solved_by_sum = x + x", "# END MARK SCHEME", "a solution cell has no other markers"),
        ("END SOLUTION\n\n+++\n", "END SOLUTION\n", "a words cell stands the model answer alone"),
        (":mistake: squares\n", "", "a wrong cell needs `:mistake:`"),
        (":mistake: squares\n", ":mistake: yes: no\n", "could not be read: Invalid YAML"),
        (":mistake: squares\n", ":mistake: 2\n", "`mistake` must be a text"),
        (':says: "this is', ':says: ""\n:other: "', "`says` must be a text (in quotation marks"),
        (
            "def double(x):\n    wrongly",
            "def doubel(x):\n    wrongly",
            "wrong answer defines no function double",
        ),
        ("## Half of it, by {eq}`own`\n", "", "a second solution under one heading"),
        ('"exercise": "why_twice"', '"exercise": "double"', "two exercises are named double"),
        ('{"role": "words"', '{"role": words', "could not be read"),
        ('{"role": "words"', '{"role": "check"', "a check cell is a code cell, not markdown"),
        ('"points": 1}', '"points": "1"}', "`points` must be a whole number from 1, not '1'"),
        ("### END SOLUTION\n\n+++", "\n+++", "a solution stands between one"),
    ],
)
def test_a_malformed_source_is_refused_with_its_line(old, new, message):
    text = PATH.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(SourceError, match=re.escape(message)) as refused:
        ExerciseSet.parse(PATH, text.replace(old, new, 1))
    assert re.match(rf"{re.escape(str(PATH))}:\d+: ", str(refused.value))


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (["check double", "hidden double", "solution halve"], "a check cell comes after its solution"),
        (["solution double", "hidden double"], "double has no check cell"),
        (["solution double", "check double"], "double has no hidden cell"),
        (
            ["solution double", "check double", "hidden double", "wrong double", "wrong double"],
            "two wrong answers",
        ),
        (["words double", "check double"], "a question in words has no check cell"),
        (["student double", "student double"], "a second student cell"),
    ],
)
def test_an_exercise_has_what_it_needs_and_no_more(cells, message):
    text = "\n".join(["# Exercises: x\n\n## y\n", *map(cell, cells)])
    with pytest.raises(SourceError, match=message):
        ExerciseSet.parse(ROOT / "s.md", text)


def cell(words):
    """Return the text of a cell, from its role and the name of its exercise."""
    role, name = words.split()
    if role == "words":
        return f'+++ {{"role": "words", "exercise": "{name}", "points": 1}}\n\n{BEGIN}\nx\n{END}\n\n+++\n'
    options, code = {
        "solution": (f":exercise: {name}", f"def {name}():\n    {BEGIN}\n    return 1\n    {END}"),
        "wrong": (":mistake: m\n:says: s", f"def {name}():\n    return 2"),
        "student": ("", 'STUDENT = "x"'),
    }.get(role, (":points: 1", f'from cnnlib.exercises import check\n\ncheck("s/{name}", {name})'))
    lines = [f"```{{code-cell}} ipython3\n:role: {role}", options, code, "```\n"]
    return "\n".join(line for line in lines if line)


def test_a_check_stands_below_the_heading_of_its_exercise():
    with pytest.raises(SourceError, match="a solution cell stands below a `##` heading"):
        ExerciseSet.parse(ROOT / "s.md", f"# Exercises: x\n\n{cell('solution double')}")


def test_a_text_in_code_is_no_heading():
    text = "# Exercises: x\n\n## y\n\n```python\n## no heading\n```\n\n" + "\n".join(
        map(cell, ["solution double", "check double", "hidden double"])
    )
    assert [each.title for each in ExerciseSet.parse(ROOT / "s.md", text).exercises] == ["y"]
