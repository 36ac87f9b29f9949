"""What people write beside a run at the same moment is kept, all of it."""

from concurrent.futures import ThreadPoolExecutor

from hrq.runs.notes import Note, read_notes, write_note
from hrq.runs.slices import read_slices, save_slice


def test_notes_and_slices_of_people_who_write_at_the_same_moment_are_all_kept() -> None:
    """Red when found: each read the file before the others had written, and most notes were lost."""

    def write(number: int) -> None:
        write_note("ab12", "stranger", f"n{number}", Note("real", f"note {number}"))
        save_slice("ab12", f"slice {number}", [f"n{number}"], "test")

    with ThreadPoolExecutor(8) as people:
        list(people.map(write, range(24)))
    assert {name for _, name in read_notes("ab12")} == {f"n{number}" for number in range(24)}
    assert set(read_slices("ab12")) == {f"slice {number}" for number in range(24)}
