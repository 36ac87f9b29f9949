"""What people say of single mistakes: a tag and a note a case, kept beside the run. A case is known by its name."""

import json
from collections.abc import Mapping
from typing import NamedTuple

from hrq.errors import BrokenRunError
from hrq.jobs.atomic import write_text
from hrq.jobs.lock import locked
from hrq.runs.aside import own_aside

NOTES, FORMAT = "notes.json", 1
TAGS: Mapping[str, str] = {
    "real": "real error",
    "quirk": "quirk of WordNet",
    "ambiguous": "ambiguous",
}
LONGEST = 2_000


class Note(NamedTuple):
    """A tag of TAGS or an empty text, and words."""

    tag: str
    text: str


def read_notes(run_hash: str) -> dict[tuple[str, str], Note]:
    """All notes of a run: (kind of mistake, name of the case) -> note. Raises BrokenRunError for a file gone bad."""
    path = own_aside(run_hash) / NOTES
    if not path.is_file():
        return {}
    try:
        content = json.loads(path.read_bytes())
        found = {
            (str(one["kind"]), str(one["name"])): Note(str(one["tag"]), str(one["note"])) for one in content["notes"]
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        remedy = "Mend it, or move it away to begin anew."
        raise BrokenRunError(path, "does not hold notes that can be read", remedy=remedy) from error
    return found


def write_note(run_hash: str, kind: str, name: str, note: Note) -> None:
    """Keep a note, or forget it where it says nothing; the others are read again first, so that none is lost."""
    tag, text = note.tag if note.tag in TAGS else "", note.text.strip()[:LONGEST]
    with locked(own_aside(run_hash) / NOTES):
        notes = read_notes(run_hash)
        notes.pop((kind, name), None)
        if tag or text:
            notes[kind, name] = Note(tag, text)
        rows = [{"kind": key[0], "name": key[1], "tag": one.tag, "note": one.text} for key, one in notes.items()]
        content = json.dumps({"format": FORMAT, "hash": run_hash, "notes": rows}, indent=1, ensure_ascii=False)
        write_text(own_aside(run_hash) / NOTES, content + "\n")
