"""Which of a student's files counts: the newest notebook of the set. Of all others it is said why not."""

from pathlib import PurePosixPath

from tools.grading.reading import Unreadable, read_notebook
from tools.grading.repair import repair


def choose(course, store, submissions):
    """Return the records of the files that need no grading, by their place in ``submissions``."""
    records, notebooks = {}, {}
    for i, submission in enumerate(submissions):
        if reason := _unreadable(course, store, submission):
            records[i] = {"status": "unreadable", "reason": reason}
        elif submission["student"] is None:
            records[i] = _nameless(submission, submissions)
        else:
            notebooks.setdefault(submission["student"], []).append(i)
    for own in notebooks.values():
        own.sort(key=lambda i: (not _is_checkpoint(submissions[i]), submissions[i]["time"], i))
        for i in own[:-1]:
            same = submissions[i]["digest"] == submissions[own[-1]]["digest"]
            reason = f"{'the same as' if same else 'older than'} {submissions[own[-1]]['file']}, which counts"
            records[i] = {"status": "superseded", "reason": reason}
    return records


def _nameless(submission, submissions):
    """Return the record of a file that is nobody's: it counts where the same has come with a name."""
    for other in submissions:
        if other["student"] and other["digest"] == submission["digest"]:
            return {"status": "superseded", "reason": f"the same as {other['file']}, which has a name"}
    reason = "the path does not tell whose it is: hand it over as name.ipynb, or see NAMES"
    return {"status": "failed", "reason": reason}


def _unreadable(course, store, submission):
    """Return why a file is no notebook of this set, or None where it is one."""
    if submission["reason"]:
        return submission["reason"]
    try:
        repair(read_notebook((store.folder / submission["path"]).read_bytes()), course)
    except Unreadable as error:
        return str(error)
    return None


def _is_checkpoint(submission):
    return ".ipynb_checkpoints" in PurePosixPath(submission["file"]).parts
