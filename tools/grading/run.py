"""A class graded: collected, one notebook chosen per student, run, recorded, told."""

import sys

import nbformat
from tqdm import tqdm

from tools.grading.choose import choose
from tools.grading.collect import CollectError, collect
from tools.grading.course import read_course
from tools.grading.gradebook import ClassBook
from tools.grading.names import NamesError, students
from tools.grading.pool import grade_all
from tools.grading.results import row, summary, tell_same_numbers, write_results
from tools.grading.sandbox import Sandbox, built
from tools.grading.store import Store


def grade_class(options, limits, scratch):
    """Grade what ``options.source`` holds and all that came before; return the exit status."""
    sources, store = options.root / options.sources, Store(options.into / options.set)
    submissions = _submissions(options, store)
    course = read_course(options.root, sources, options.set, scratch / "course")
    book = ClassBook(course, options.into, store)
    book.take_over()
    records = choose(course, store, submissions)
    waiting = [each for i, each in enumerate(submissions) if i not in records]
    _grade(course, store, _unfinished(course, store, waiting, options.again), options, limits, scratch)
    for i, each in enumerate(submissions):
        if i not in records:
            records[i] = store.read(each, course.digest)
    notebooks = {
        submissions[i]["student"]: nbformat.reads(record["notebook"], as_version=4)
        for i, record in records.items()
        if record["status"] == "graded"
    }
    book.save(notebooks)
    _tell(course, store, book, [(each, records[i]) for i, each in enumerate(submissions)], notebooks)
    return 0


def _submissions(options, store):
    """Return every file that was handed over, now or before."""
    if options.source is None:
        if not (known := store.submissions()):
            raise CollectError(f"nothing has been handed over for {options.set}: name a folder or zip")
        return known
    try:
        known = [(each["file"], each["student"]) for each in store.submissions()]
        owners = students([each.path for each in collect(options.source)], options.set, options.names, known)
    except NamesError as error:
        raise CollectError(str(error)) from None
    return store.keep(collect(options.source), owners)  # read anew: all may be too much to hold


def _unfinished(course, store, submissions, again):
    """Return the submissions that have no record of this course, or are wanted again."""
    if again == "all":
        return submissions
    records = [(each, store.read(each, course.digest)) for each in submissions]
    failed = again == "failed"
    return [each for each, record in records if not record or (failed and record["status"] == "failed")]


def _grade(course, store, submissions, options, limits, scratch):
    """Grade the submissions, and record each as soon as it is done."""
    if not submissions:
        return
    sandbox, missing = (Sandbox(False, limits), "asked for") if options.no_sandbox else built(limits, scratch)
    if not sandbox.walls:
        print(f"The notebooks run WITHOUT a sandbox ({missing}): they can read your files.", file=sys.stderr)
    jobs = [each | {"path": str(store.folder / each["path"])} for each in submissions]
    graded = grade_all(course, sandbox, jobs, scratch, options.workers)
    for submission, result in tqdm(graded, total=len(jobs), unit="notebook", disable=None):
        store.write(submission, {"key": course.digest, **result})


def _tell(course, store, book, found, notebooks):
    """Write the results, and print the summary."""
    rows = []
    for submission, record in found:
        graded = record["status"] == "graded"
        given = book.given(submission["student"], notebooks[submission["student"]]) if graded else {}
        rows.append(row(course, submission, record, given))
    rows.sort(key=lambda each: (each["student"] or "~", each["status"], each["file"]))
    tell_same_numbers(rows)
    write_results(course, rows, notebooks, store.folder)
    print("\n".join(summary(course, rows)))
    print(f"See {store.folder}/results.csv, results.json and feedback/")
