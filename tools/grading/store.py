"""The folder of one set's grading: what was sent, byte for byte, and what came of it, a file for each."""

import hashlib
import json
import os
from pathlib import Path, PurePosixPath


class Store:
    """``<folder>/originals`` and ``<folder>/records``; every file is written in one step."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.originals = self.folder / "originals"
        self.records = self.folder / "records"
        self.list = self.folder / "submissions.json"

    def submissions(self):
        """Return every file that was ever handed over, in the order of its coming."""
        return json.loads(self.list.read_text(encoding="utf-8")) if self.list.exists() else []

    def keep(self, found, students):
        """Keep the files that are new; return the list of all."""
        known = {(each["file"], each["digest"]): each for each in self.submissions()}
        for each in found:
            digest = hashlib.sha256(each.data).hexdigest() if each.data is not None else None
            entry = known.setdefault((each.path, digest), {"file": each.path, "digest": digest})
            entry |= {"student": students[each.path], "reason": each.reason}
            entry.setdefault("time", each.time)
            if digest:
                entry["path"] = str(self._keep_original(each, digest))
        submissions = list(known.values())
        write(self.list, json.dumps(submissions, indent=1, ensure_ascii=False))
        return submissions

    def _keep_original(self, found, digest):
        """Write an original, unless it is there; one of the same name and another content stays beside it."""
        path = self.originals / PurePosixPath(found.path)
        if path.is_dir() or (path.exists() and path.read_bytes() != found.data):
            path = path.with_name(f"{path.stem}.{digest[:8]}{path.suffix}")
        try:
            if not path.exists():
                write(path, found.data)
        except OSError:  # a name that this file system cannot hold
            path = self.originals / "unnamed" / f"{digest[:16]}.ipynb"
            write(path, found.data)
        return path.relative_to(self.folder)

    def read(self, submission, key):
        """Return the record of a submission that was graded with the same sources, or None."""
        path = self._record(submission)
        record = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        return record if record.get("key") == key else None

    def write(self, submission, record):
        """Write the record of a submission."""
        write(self._record(submission), json.dumps(record, ensure_ascii=False))

    def _record(self, submission):
        name = f"{submission['student']}\0{submission['digest']}".encode()
        return self.records / f"{hashlib.sha256(name).hexdigest()[:20]}.json"


def write(path, content):
    """Write a file so that it is there whole or not at all, whatever stops this program."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{hashlib.sha256(path.name.encode()).hexdigest()[:12]}.part")
    part.write_bytes(content.encode("utf-8", "replace") if isinstance(content, str) else content)
    os.replace(part, path)
