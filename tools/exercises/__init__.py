"""Make the students' notebooks from the exercises' sources: ``python -m tools.exercises``.

A set of exercises is written as ``book/exercises/<set>/<set>.md``. Four things come from this one source: the
page of the book, the notebook that the students get, the notebook that nbgrader grades with, and the proof
that the checks find what they are there to find.

cells       the cells of a source, each with its role and its line
answers     the markers around a solution: what stands in their place, what stands between them
source      ExerciseSet: the exercises of a set, with their checks, wrong answers and points
page        the text of the page
notebook    nbgrader's source: solutions, hidden checks, what nbgrader wants to know of each cell
proof       whether the checks find what they are there to find
release     the students' notebooks, by nbgrader
"""
