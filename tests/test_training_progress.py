"""Progress is readable in a terminal, in a notebook and in a log."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from cnnlib.training import fit
from tests.training_cases import bars, momentum, network

ROOT = Path(__file__).parents[1]
PROGRAM = """
from cnnlib.training import fit
from tests.training_cases import bars, momentum, network

model = network()
history = fit(model, *bars(), optimizer=momentum(model), epochs=3, batch_size=8, validation=bars(9, seed=1))
"""
LINE = (
    r"epoch (\d)/3: loss \d\.\d{4}, accuracy [\d.]+%; validation loss \d\.\d{4}, accuracy [\d.]+%, "
    r"rate 0\.05, \d+\.\d s"
)


def train(**options):
    model = network()
    return fit(model, *bars(), optimizer=momentum(model), **{"epochs": 3, "batch_size": 16} | options)


def test_a_log_gets_one_line_an_epoch():
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout == ""
    lines = run.stderr.splitlines()
    assert [re.fullmatch(LINE, line)[1] for line in lines] == ["1", "2", "3"]


def written_to_a_terminal(columns):
    """Run the program with a terminal of 24 rows as standard error, and return what it wrote there."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen([sys.executable, "-c", PROGRAM], cwd=ROOT, stderr=theirs)
    os.close(theirs)
    written = b""
    try:
        while chunk := os.read(ours, 4096):
            written += chunk
    except OSError:  # Linux says so at the end of a terminal
        pass
    os.close(ours)
    assert process.wait() == 0
    return written.decode()


def test_a_terminal_gets_one_bar_that_is_redrawn():
    written = written_to_a_terminal(columns=80)
    assert written.count("\n") == 1
    last = [text for text in re.split(r"[\r\n]", written) if text][-1]
    assert len(last) <= 80
    number = r"\d\.\d{3} \(\d+\.\d%\)"
    assert re.fullmatch(rf"epoch 3/3 \|█+\| 00:0\d<00:00, loss {number}, validation {number} *", last)


def test_a_terminal_of_unknown_size_gets_lines():
    lines = written_to_a_terminal(columns=0).splitlines()
    assert [re.fullmatch(LINE, line)[1] for line in lines] == ["1", "2", "3"]


def test_a_notebook_gets_a_bar_of_its_own():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(PROGRAM)])
    NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": ROOT}}).execute()
    outputs = notebook.cells[0].outputs
    assert [output.output_type for output in outputs] == ["display_data"]
    (view,) = (output.data["application/vnd.jupyter.widget-view+json"] for output in outputs)
    states = notebook.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"]
    children = states[view["model_id"]]["state"]["children"]
    texts = [states[child.removeprefix("IPY_MODEL_")]["state"].get("value") for child in children]
    assert texts[0].split() == ["epoch", "3/3"]
    assert texts[1] == 15
    assert re.search(r"loss\s\d\.\d{3}\s\([\d.]+%\),\svalidation\s\d\.\d{3}", texts[2])


@pytest.mark.usefixtures("prerender")
def test_the_book_gets_lines(capsys):
    train()
    assert len(capsys.readouterr().err.splitlines()) == 3


def test_without_tqdm_there_are_lines_and_a_bar_is_refused(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "tqdm", None)
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    monkeypatch.setattr("os.get_terminal_size", lambda descriptor: os.terminal_size((80, 24)))
    train()
    assert len(capsys.readouterr().err.splitlines()) == 3
    with pytest.raises(
        ModuleNotFoundError, match="a bar needs the package tqdm: pip install tqdm, or use progr"
    ):
        train(progress="bar")


def test_nothing_on_request(capsys):
    train(progress=False)
    captured = capsys.readouterr()
    assert captured.out + captured.err == ""


@pytest.mark.parametrize("progress", ["lines", "bar"])
def test_says_why_it_ended_early(capsys, progress):
    train(callbacks=lambda history: len(history) == 2, progress=progress)
    last = capsys.readouterr().err.splitlines()[-1]
    expected = {"lines": "stopped after 2 of 3 epochs (callback)", "bar": "stopped: callback"}[progress]
    assert expected in last


def test_a_resumed_bar_begins_where_it_was(tmp_path, capsys):
    train(epochs=2, checkpoint=tmp_path / "training.npz", progress=False)
    train(epochs=3, checkpoint=tmp_path / "training.npz", resume=True, progress="bar")
    first = capsys.readouterr().err.split("\r")[1]
    filled, empty = first.count("█"), first.split("|")[1].count(" ")
    assert filled == pytest.approx(2 * empty, abs=2)


@pytest.mark.parametrize("progress", ["lines", "bar"])
def test_says_that_nothing_is_left_to_train(tmp_path, capsys, progress):
    options = {"checkpoint": tmp_path / "training.npz", "progress": progress}
    train(epochs=2, **options)
    capsys.readouterr()
    train(epochs=2, resume=True, **options)
    assert capsys.readouterr().err == "nothing left to train: 2 epochs are done, of epochs=2\n"
