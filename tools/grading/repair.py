"""A submitted notebook put in order: answers are found by what they define, checks are put back."""

from dataclasses import dataclass, field

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools.grading.definitions import defined, is_blank, same
from tools.grading.reading import Unreadable
from tools.grading.words import find_words

_END = 10**6


def repair(notebook, course):
    """Return the notebook to grade and what was done to it, as a list of sentences.

    Raises
    ------
    Unreadable
        If the notebook holds nothing of the set.
    """
    draft = Draft(course, notebook.cells)
    draft.take_checks()
    for exercise in course.exercises:
        draft.find_answer(exercise)
    if not draft.places and not draft.checked:
        raise Unreadable("a notebook without any exercise of this set: is it another one?")
    for exercise in course.exercises:
        draft.place_checks(exercise)
    draft.restore_given()
    if draft.lost:
        cells = "1 cell" if draft.lost == 1 else f"{draft.lost} cells"
        draft.notes.append(f"nbgrader's marks were lost on {cells}: found again by name and text")
    return new_notebook(cells=draft.assembled(), metadata=notebook.metadata), draft.notes


@dataclass
class Draft:
    """The cells of a submission by their place, and what has been found out about them."""

    course: object
    cells: list
    notes: list = field(default_factory=list)
    places: dict = field(default_factory=dict)  # exercise -> place of its answer
    checked: dict = field(default_factory=dict)  # grade id -> place where the student has that check
    added: list = field(default_factory=list)  # (place, before or after it, cell)
    lost: int = 0

    def __post_init__(self):
        self.kept = dict(enumerate(self.cells))
        self.names = {i: defined(cell.source) for i, cell in self.kept.items() if cell.cell_type == "code"}
        self.ids = {i: _grade_id(cell) for i, cell in self.kept.items()}

    def take_checks(self):
        """Take out the student's copies of the checks: the genuine ones are put in their places."""
        unmarked = [check for name, check in self.course.checks.items() if name not in self.ids.values()]
        for i, cell in enumerate(self.cells):
            check = self.course.checks.get(self.ids[i])
            alike = [each for each in unmarked if self.ids[i] is None and same(each.text, cell.source)]
            if alike and not check:
                # Hidden checks have one text: the first is that of the first exercise.
                check = alike[0]
                unmarked.remove(check)
                self.lost += 1
            if check:
                self.checked[check.grade_id] = i
                self._take_check(i, check)

    def _take_check(self, i, check):
        """Drop a copy of a check, unless the student has made something else of it."""
        if not same(self.cells[i].source, check.text):
            self.notes.append(f"the check {check.grade_id} had been edited: put back")
            if self.names.get(i, set()) - defined(check.text):
                return
        del self.kept[i]

    def find_answer(self, exercise):
        """Find where an exercise is answered."""
        if exercise.in_words:
            return find_words(self, exercise)
        defining = [i for i in self.kept if exercise.name in self.names.get(i, ())]
        blank = [i for i in defining if is_blank(self.cells[i].source, exercise.name, exercise.blank)]
        written = [i for i in defining if i not in blank]
        marked = [i for i in self.kept if self.ids[i] == exercise.name]
        found = (written or defining or marked)[-1:]
        if not found:
            return None
        self._tell_answer(exercise.name, found[0], written, defining, marked)
        for i in blank:
            if i != found[0] and not self._others(i, exercise.name):
                del self.kept[i]
        self.places[exercise.name] = found[0]
        return None

    def _tell_answer(self, name, place, written, defining, marked):
        if len(written) > 1:
            numbers = " and ".join(str(i + 1) for i in written)
            self.notes.append(f"{name} is written in cells {numbers}: the last one counts")
        elif not defining:
            self.notes.append(f"no cell defines {name}")
        elif marked and place not in marked:
            self.notes.append(f"{name} is written in a new cell, {place + 1}: it counts")
        self.lost += not marked

    def _others(self, i, name):
        """Return the other exercises that a cell answers."""
        return [each for each in self.course.exercises if each.name != name and each.name in self.names[i]]

    def place_checks(self, exercise):
        """Put an exercise's checks where the student has them, but not before the answer."""
        ids = [check.grade_id for check in exercise.checks]
        own = [self.checked[grade_id] for grade_id in ids if grade_id in self.checked]
        if exercise.name not in self.places:
            self.notes.append(f"there was no answer to {exercise.name}: a blank one was put in")
            self.places[exercise.name] = min(own, default=_END)
            self.add(self.places[exercise.name], -1, self.given(exercise.name))
        place = self.places[exercise.name]
        for grade_id in ids:
            if grade_id not in self.checked:
                self.notes.append(f"the check {grade_id} was missing: put back")
            place = max(place, self.checked.get(grade_id, max([place, *own])))
            self.add(place, 1, self.given(grade_id))

    def restore_given(self):
        """Put back given code that the student deleted, before the next exercise."""
        known = set().union(*(self.names[i] for i in self.kept if i in self.names))
        following = _END
        for cell in reversed(self.course.given):
            name = _grade_id(cell)
            following = self.places.get(name, following)
            if name is None and cell.cell_type == "code" and defined(cell.source) - known:
                self.notes.append("given code was missing: put back")
                self.added.insert(0, (following, -1, new_code_cell(cell.source)))

    def add(self, place, side, cell):
        """Add a cell before (-1) or after (1) the student's cell at ``place``."""
        self.added.append((place, side, cell))

    def given(self, grade_id, source=None):
        """Return a copy of a cell that the students were given, with nbgrader's marks."""
        cell = next(each for each in self.course.given if _grade_id(each) == grade_id)
        new = new_code_cell if cell.cell_type == "code" else new_markdown_cell
        metadata = {"nbgrader": dict(cell.metadata.nbgrader)}
        return new(cell.source if source is None else source, metadata=metadata)

    def assembled(self):
        """Return all cells in their order, those of the answers with nbgrader's marks."""
        marks = {place: name for name, place in self.places.items()}
        own = []
        for i, cell in self.kept.items():
            marked = i in marks and cell.cell_type != "markdown"
            new = self.given(marks[i], cell.source) if marked else _unmarked(cell)
            own.append((i, 0, new))
        return [cell for *_, cell in sorted([*own, *self.added], key=lambda item: item[:2])]


def _grade_id(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def _unmarked(cell):
    cell.metadata.pop("nbgrader", None)
    return cell
