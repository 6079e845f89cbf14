"""One construct at a time: what becomes of it in a notebook, and what is refused."""

import json
from pathlib import Path

import pytest

from tools.notebooks.book import Book
from tools.notebooks.convert import Converter
from tools.notebooks.outputs import text_outputs
from tools.notebooks.parser import ConversionError

BOOK = Book(Path(__file__).parent / "sample_book")


def convert(text):
    """Convert a text that stands on the sample's second page instead of its own."""
    page = BOOK.chapters[0]
    return Converter(BOOK, page, {}).blocks(text)


def fails(text):
    with pytest.raises(ConversionError) as caught:
        convert(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("\n```{nonsense} x\n```", ":2: unknown directive {nonsense}"),
        ("````{note}\nText\n\n```{nonsense}\n```\n````", ":4: unknown directive {nonsense}"),
        (":::{note}\n:class: a\n\nText\n{nonsense}`x`\n:::", ":5: unknown role {nonsense}"),
        ("A\n{nonsense}`x`", ":2: unknown role {nonsense}"),
        ("{ref}`nowhere`", ":1: unknown label nowhere"),
        ("[text](nowhere.md)", ":1: nowhere.md is neither a label nor a page of _toc.yml"),
        ("{cite:p}`nobody`", ":1: no entry nobody in the bibliography"),
        ("{glue:text}`nothing:.2f`", ":1: no cell glues nothing"),
        ("![alt](nowhere.png)", ":1: no image nowhere.png"),
        ("{numref}`fig-none`", ":1: unknown label fig-none"),
        ("```{solution} sec-size\n```", ":1: sec-size is no exercise"),
        ("\\begin{align}\na\n\\end{align}", ":1: \\begin{align} numbers itself"),
        ("{{ substitution }}", ":1: substitution_block has no form in a notebook"),
        ("a {{ substitution }}", ":1: {{ substitution }} has no form in a notebook"),
        ("::: plain\n:::", ":1: colon_fence has no form in a notebook"),
        ("- a\n\n  ```{code-cell} ipython3\n  ```", ":3: unknown directive {code-cell}"),
    ],
)
def test_what_cannot_be_converted_is_an_error_with_file_and_line(text, complaint):
    assert f"02-sample.md{complaint}" in fails(text)


@pytest.mark.parametrize(
    "text",
    [
        "`{ref}` and ``{cite}`x` `` and $x_{i}$ and $`{a}`$",
        "````markdown\n```{note}\n{ref}`x`\n```\n````",
        "$$\n\\begin{bmatrix} 1 & 2 \\\\ 3 & 4 \\end{bmatrix}\n$$",
        "    {ref}`in indented code`",
        "<div>{ref}</div>",
        "| a | b |\n|---|---|\n| `x` | $y$ |",
        "- [ ] to do\n- [x] done",
        "Title\n=====\n\ntext",
        "> A quotation\n>\n> - with a list",
    ],
)
def test_what_every_front_end_knows_stays_as_it_is(text):
    assert convert(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a\n- ```{math}\n  x\n  ```\n- c", "- a\n- $$\n  x\n  $$\n\n- c"),
        ("> ```{note}\n> x\n> ```", "> > **Note**\n> >\n> > x"),
        ("a\n```{tip}\nb\n```\nc", "a\n\n> **Tip**\n>\n> b\n\nc"),
        ("```{tip}\nb\n```\n```{tip}\nc\n```", "> **Tip**\n>\n> b\n\n> **Tip**\n>\n> c"),
        ("a {sub}`b\nc` d", "a <sub>b c</sub> d"),
        ("> a {sub}`b`\n> {sup}`c`", "> a <sub>b</sub>\n> <sup>c</sup>"),
        ("Title {sub}`a`\n====", "Title <sub>a</sub>\n===="),
        ("(a)=\n(b)=\n# T", "# T"),
        ("a\n% c\nb", "a\nb"),
        ("```{note}\n```", "> **Note**"),
    ],
)
def test_replacements_keep_to_the_markers_around_them(text, expected):
    assert convert(text) == expected


def test_text_outputs_leave_out_what_no_test_can_compare():
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": "a"},
        {
            "output_type": "display_data",
            "data": {"text/plain": "<Axes at 0x7f00aa11>", "image/png": "x", "text/html": "y"},
            "metadata": {"image/png": {"width": 1}},
        },
        {"output_type": "stream", "name": "stdout", "text": "b\n"},
        {"output_type": "display_data", "data": {"image/png": "x"}, "metadata": {}},
        {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["t"]},
    ]
    assert json.loads(json.dumps(text_outputs(outputs))) == [
        {"output_type": "stream", "name": "stdout", "text": "ab\n"},
        {"output_type": "display_data", "data": {"text/plain": "<Axes at 0x…>"}, "metadata": {}},
        {"output_type": "error", "ename": "E", "evalue": "v", "traceback": []},
    ]
