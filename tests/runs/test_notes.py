"""What people write beside a run at the same moment is kept, all of it."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from hrq.jobs.launch import environment
from hrq.runs.notes import LONGEST, Note, read_notes, write_note
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


WRITER = """
import sys
from hrq.runs.notes import LONGEST, Note, write_note
from hrq.runs.slices import save_slice
print("ready", flush=True)
sys.stdin.readline()
for number in range(12):
    write_note("ab12", "stranger", f"{sys.argv[1]}{number}", Note("real", "said"))
    save_slice("ab12", f"{sys.argv[1]}{number}", ["n"], "test")
"""


def test_notes_and_slices_of_two_servers_are_all_kept() -> None:
    """Red when tried: a lock of threads, which holds in one process only."""
    servers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()
        )
        for name in "ab"
    ]
    for one in servers:
        assert one.stdout is not None
        assert one.stdout.readline() == b"ready\n"
    for one in servers:
        assert one.stdin is not None
        one.stdin.write(b"\n")
        one.stdin.flush()
    for one in servers:
        one.communicate()
        assert one.returncode == 0
    both = {f"{name}{number}" for name in "ab" for number in range(12)}
    assert {name for _, name in read_notes("ab12")} == both
    assert set(read_slices("ab12")) == both


def test_a_tag_that_is_none_is_left_out_and_a_note_is_cut_where_it_is_too_long() -> None:
    write_note("ab12", "stranger", "a", Note("nonsense", "x" * (LONGEST + 1)))
    write_note("ab12", "torn", "a", Note("quirk", ""))
    assert read_notes("ab12") == {("stranger", "a"): Note("", "x" * LONGEST), ("torn", "a"): Note("quirk", "")}
    write_note("ab12", "stranger", "a", Note("nonsense", "  "))
    assert list(read_notes("ab12")) == [("torn", "a")]
    assert read_notes("another") == {}
