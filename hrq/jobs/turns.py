"""Waiting for one's turn: as many trainings at a time as there are places, the others in the order they came.

    python -m hrq.jobs.turns FOLDER COMMAND …

waits, and then becomes the command: same process number, same folder, and it holds its place until it ends, however
it ends, because the system gives back the locks of a dead process. Nobody has to keep a list. Without a GPU there is
one place, else one a GPU (`HRQ_PLACES` says otherwise). Imports nothing heavy: a waiting process is small.
"""

import fcntl
import os
import sys
import time
from pathlib import Path

from hrq.jobs.gpus import device_files
from hrq.jobs.places import runs_folder
from hrq.jobs.process import living, mark_of
from hrq.jobs.progress import HEARTBEAT, Progress, Recorder
from hrq.jobs.stopping import STOP

NICE = 19  # pages answer within 300 ms while a training has every core: measured with all nouns
LOOK_EVERY = 0.5  # seconds
WAITING, STARTING = "waiting", "starting"


def queue_folder() -> Path:
    """Where tickets and places lie."""
    return runs_folder() / ".queue"


def places() -> int:
    """How many trainings may run at a time."""
    given = os.environ.get("HRQ_PLACES", "")
    return max(1, int(given) if given.isdecimal() else len(device_files()))


def waiting() -> list[str]:
    """The names of the runs that wait, first come first; tickets of dead processes are thrown away."""
    return [ticket.read_text("utf-8").partition("\n")[2] for ticket in _tickets()]


def wait(folder: Path) -> int | None:
    """Stand in line for a folder until a place is free, and take it. Returns its number; None if asked to stop."""
    line = queue_folder()
    line.mkdir(parents=True, exist_ok=True)
    ticket = line / f"{time.time_ns():020d}-{os.getpid()}"
    ticket.write_text(f"{mark_of(os.getpid())}\n{folder.name}", "utf-8")
    try:
        while not (folder / STOP).exists():
            if next(iter(_tickets()), ticket) == ticket and (taken := _free_place(line)) is not None:
                return taken
            (folder / HEARTBEAT).touch()
            time.sleep(LOOK_EVERY)
        return None
    finally:
        ticket.unlink(missing_ok=True)


def _tickets() -> list[Path]:
    found = []
    for path in sorted(queue_folder().glob("[0-9]*-*")):
        try:
            alive = living(path.read_text("utf-8").partition("\n")[0]) is not None
        except OSError:
            continue  # its owner just took it away
        if alive:
            found.append(path)
        else:
            path.unlink(missing_ok=True)
    return found


def _free_place(line: Path) -> int | None:
    for number in range(places()):
        handle = os.open(line / f"place-{number}", os.O_RDWR | os.O_CREAT, 0o666)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            continue
        os.set_inheritable(handle, True)  # the command that follows keeps it
        return number
    return None


def main() -> None:
    """Wait, then become the command."""
    folder, command = Path(sys.argv[1]), sys.argv[2:]
    os.nice(NICE)
    recorder = Recorder(folder)
    place = wait(folder)
    if place is None:
        (folder / STOP).unlink(missing_ok=True)
        (folder / HEARTBEAT).unlink(missing_ok=True)
        return
    recorder(Progress(STARTING, 0, 1))
    if len(device_files()) > 1:
        os.environ.setdefault("CUDA_VISIBLE_DEVICES", str(place))
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
