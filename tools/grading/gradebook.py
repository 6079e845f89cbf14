"""nbgrader's gradebook of the class: what was graded goes in, what is given by hand comes out."""

import hashlib
import json
import shutil
import warnings
from contextlib import suppress
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import SaveAutoGrades
from nbgrader.utils import compute_checksum, is_grade, is_solution

from tools.grading.course import save_cells
from tools.grading.store import write


class ClassBook:
    """``grading/gradebook.db`` and ``grading/autograded``, which ``nbgrader formgrader`` shows.

    ``by_hand`` holds points and comments that an instructor gave: ``by_hand[student][cell]`` has the keys
    ``points``, ``comment`` and ``answer``, a digest of what was judged.
    """

    def __init__(self, course, into, store):
        self.course, self.into = course, Path(into)
        self.url = f"sqlite:///{self.into.resolve()}/gradebook.db"
        self.state_file, self.hand_file = store.folder / "gradebook.json", store.folder / "by_hand.json"
        self.state, self.by_hand = _read(self.state_file), _read(self.hand_file)

    def take_over(self):
        """Take over what has been given by hand since the last time; it comes before any writing."""
        if (self.into / "gradebook.db").exists():
            with Gradebook(self.url) as book:
                for student, answers in self.state.get("answers", {}).items():
                    for cell, answer in answers.items():
                        self._take_over(book, student, cell, answer)
            write(self.hand_file, json.dumps(self.by_hand, indent=1, ensure_ascii=False))

    def _take_over(self, book, student, cell, answer):
        place = (cell, self.course.name, self.course.name, student)
        found = {}
        with suppress(MissingEntry):
            grade = book.find_grade(*place)
            if grade.manual_score is not None:
                found["points"] = grade.manual_score + (grade.extra_credit or 0)
        with suppress(MissingEntry):
            found["comment"] = book.find_comment(*place).manual_comment
        if any(value is not None for value in found.values()):
            self.by_hand.setdefault(student, {})[cell] = {**found, "answer": answer}

    def given(self, student, notebook):
        """Return what was given by hand for these very answers, by cell."""
        answers = _answers(notebook)
        kept = self.by_hand.get(student, {})
        return {cell: each for cell, each in kept.items() if each["answer"] == answers.get(cell)}

    def save(self, graded):
        """Bring the gradebook in step with the notebooks that were graded: a dictionary by student."""
        self._prepare()
        saved = self.state["answers"]
        with Gradebook(self.url) as book, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # nbgrader's own, of its database
            for student in set(saved) - set(graded):
                self._remove(book, student)
            for student, notebook in graded.items():
                if saved.get(student) != _answers(notebook):
                    self._save(book, student, notebook)
        write(self.state_file, json.dumps(self.state, indent=1, ensure_ascii=False))

    def _prepare(self):
        """Let the gradebook know the set as it is now."""
        if self.state.get("course") == self.course.digest and (self.into / "gradebook.db").exists():
            return
        self.state = {"course": self.course.digest, "answers": {}}
        self.into.mkdir(parents=True, exist_ok=True)
        if not (self.into / "gradebook.db").exists():
            shutil.copy(self.course.database.removeprefix("sqlite:///"), self.into / "gradebook.db")
            return
        with Gradebook(self.url) as book:
            if any(each.name == self.course.name for each in book.assignments):
                book.remove_assignment(self.course.name)
        save_cells(self.course, self.url)

    def _save(self, book, student, notebook):
        """Write one student's notebook and points; a hand-given point stays where the answer is the same."""
        name = self.course.name
        self._remove(book, student)
        book.update_or_create_student(student)
        book.update_or_create_submission(name, student)
        place = {"notebook": name, "assignment": name, "student": student, "db_url": self.url}
        SaveAutoGrades().preprocess(notebook, {"nbgrader": place})
        for cell, each in self.given(student, notebook).items():
            _give(book, (cell, name, name, student), each)
        book.db.commit()
        write(self.into / "autograded" / student / name / f"{name}.ipynb", nbformat.writes(notebook))
        self.state["answers"][student] = _answers(notebook)

    def _remove(self, book, student):
        with suppress(MissingEntry):
            book.remove_submission(self.course.name, student)
        shutil.rmtree(self.into / "autograded" / student / self.course.name, ignore_errors=True)
        self.state["answers"].pop(student, None)


def _give(book, place, each):
    """Write into the gradebook what was given by hand."""
    if each.get("points") is not None:
        grade = book.find_grade(*place)
        grade.manual_score, grade.needs_manual_grade = each["points"], False
    if each.get("comment"):
        book.find_comment(*place).manual_comment = each["comment"]


def _answers(notebook):
    """Return a digest of what is judged in each cell: its own text, or for a check all code before it."""
    code, digests = hashlib.sha256(), {}
    for cell in notebook.cells:
        code.update(cell.source.encode() if cell.cell_type == "code" else b"")
        if is_grade(cell) or is_solution(cell):
            own = cell.cell_type == "markdown"
            name = cell.metadata.nbgrader["grade_id"]
            digests[name] = compute_checksum(cell) if own else code.hexdigest()
    return digests


def _read(path):
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
