"""Put the faults of tests/mutants.toml in, one at a time, and see that the named tests turn red.

    make mutants                                  # the first three of each file, two at a time: ten minutes
    make mutants ALL=1                            # all of them
    python scripts/mutants.py --only quantize     # those whose name or file says so
    python scripts/mutants.py --list

Nothing happens in the working tree: each of the workers has a copy of it, with the faulty file written there, so that
processes which a test starts see the fault as well. The libraries are imported once and the workers forked from
there; `hrq` itself is imported by each anew. First all tests run without a fault, because one that fails anyway proves
nothing. A fault is caught by a test that fails or never ends, not by a module that no longer imports,
unless its entry says `broken = true`. Leaves with 1 if a fault lives, or its old text is gone.
"""

import argparse
import contextlib
import gc
import importlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "tests" / "mutants.toml"
FAST = "not slow and not browser and not long"
LIBRARIES = """
    torch numpy scipy.stats scipy.sparse.csgraph sklearn.cluster pandas pyarrow.parquet numba networkx geoopt nltk
    safetensors.torch pydantic plotly.graph_objects streamlit.testing.v1 typer.testing filelock
    hypothesis beartype.claw jaxtyping pytest pytest_timeout xdist.plugin
"""
SPARED = ("-p", "no:cacheprovider", "-p", "no:anyio", "-p", "no:xdist")  # plugins that only cost time here
WORKERS, LIMIT = 2, 60.0  # seconds for one fault; what takes longer hangs
PASSED, FAILED, BROKEN, CRASHED = 0, 1, (2, 4), 70  # pytest's exit codes, and one for when there is none


class MutantError(Exception):
    """An entry that cannot be carried out; the text says what is wrong with it."""


@dataclass(frozen=True)
class Mutant:
    """One fault: in `file` the text `old` becomes `new` (where it stands several times: the `nth`), and `tests` fail.

    `broken`: the module no longer imports with it, and that is how it shows.
    """

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    nth: int = 0
    broken: bool = False

    def source(self, root: Path = ROOT) -> str:
        """The file with the fault in it. Raises MutantError where the old text is not there, or not once."""
        path = root / self.file
        if not path.is_file():
            raise MutantError(f"{self.file} is not there")
        text = path.read_text("utf-8")
        times = text.count(self.old)
        if times != 1 and not 0 < self.nth <= times:
            raise MutantError(f"its old text stands {times} times in {self.file}; say more of it, or which: nth = 1")
        parts = text.split(self.old)
        at = max(self.nth, 1)
        return self.old.join(parts[:at]) + self.new + self.old.join(parts[at:])


def mutants(path: Path = TABLE) -> list[Mutant]:
    """The entries of the table, in its order."""
    entries = tomllib.loads(path.read_text("utf-8"))["mutant"]
    return [Mutant(**entry | {"tests": tuple(entry["tests"])}) for entry in entries]


@dataclass(frozen=True)
class Task:
    """One run of tests in a copy, with a fault or without one."""

    tests: tuple[str, ...]
    mutant: Mutant | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a task: pytest's exit code (None: it never ended), how long it took, what it printed."""

    task: Task
    code: int | None
    seconds: float
    output: str

    @property
    def caught(self) -> bool:
        """Whether a test noticed the fault."""
        broken = self.task.mutant is not None and self.task.mutant.broken
        return self.code in (None, FAILED) or (broken and self.code in BROKEN)


def copy_of_the_tree(to: Path) -> Path:
    """The files that git knows or does not ignore, as they are now."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)
    return to


@contextlib.contextmanager
def fault_in(copy: Path, mutant: Mutant | None) -> Iterator[None]:
    """Write the fault into the copy, and take it out again. Its time is new, or Python would take old bytecode."""
    if mutant is None:
        yield
        return
    path, text = copy / mutant.file, mutant.source(copy)
    kept, before = path.read_bytes(), path.stat()
    path.write_text(text, "utf-8")
    os.utime(path, ns=(time.time_ns(), before.st_mtime_ns + 7_000_000_000))
    try:
        yield
    finally:
        path.write_bytes(kept)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def run_tests(copy: Path, task: Task, log: Path) -> int:
    """In a process of one's own: pytest over the task's tests, in the copy. Returns its exit code."""
    with log.open("wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.chdir(copy)
    os.environ["PYTHONPATH"] = sys.path[0] = str(copy)
    os.environ["PYTEST_DEBUG_TEMPROOT"] = str(copy.parent)  # two that tidied up one place would meet there
    if task.mutant is not None:
        sys.dont_write_bytecode = True
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    import pytest

    quiet = "ignore::pytest.PytestAssertRewriteWarning"  # of plugins that a library has brought along already
    return int(pytest.main(["-x", "-q", *SPARED, "-W", quiet, "-m", FAST, *task.tests]))


class Worker:
    """A copy of the tree, and at most one forked process that runs tests in it."""

    def __init__(self, folder: Path) -> None:
        self.copy, self.log = copy_of_the_tree(folder / "tree"), folder / "log"
        self._ends = contextlib.ExitStack()
        self.pid, self.task, self.since = 0, Task(()), 0.0

    def start(self, task: Task) -> None:
        """Put the task's fault in and let its tests run."""
        self._ends.enter_context(fault_in(self.copy, task.mutant))
        self.task, self.since = task, time.monotonic()
        self.pid = os.fork()
        if not self.pid:
            code = CRASHED
            try:
                os.setsid()
                code = run_tests(self.copy, task, self.log)
            finally:  # nothing of the parent's is to run here; what went wrong goes into the log
                if code == CRASHED:
                    traceback.print_exc()
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)

    def finished(self) -> Outcome | None:
        """The outcome, once there is one; the fault is out of the copy then."""
        seconds = time.monotonic() - self.since
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        late = not pid and seconds > LIMIT
        if late:
            os.killpg(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        elif not pid:
            return None
        self.pid = 0
        self._ends.close()
        code = None if late else os.waitstatus_to_exitcode(status)
        return Outcome(self.task, code, seconds, self.log.read_text("utf-8", "replace"))


def carry_out(tasks: Sequence[Task], workers: Sequence[Worker], tell: Callable[[Outcome], None]) -> list[Outcome]:
    """All tasks, each by the next worker that is free; `tell` hears of each as it ends."""
    left, outcomes = list(reversed(tasks)), list[Outcome]()
    while left or any(worker.pid for worker in workers):
        for worker in workers:
            if worker.pid and (outcome := worker.finished()):
                outcomes.append(outcome)
                tell(outcome)
            if not worker.pid and left:
                worker.start(left.pop())
        time.sleep(0.02)
    return outcomes


def import_libraries() -> None:
    """What most tests need and no fault touches. `hrq` is not among it: each worker reads it with its fault."""
    os.environ |= {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
    for name in LIBRARIES.split():
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    assert "hrq" not in sys.modules
    gc.freeze()  # what is imported is never looked at again by the workers' collections


def say(line: str) -> None:
    """One line for whoever waits."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def tail(outcome: Outcome) -> str:
    """The end of what the tests printed, indented."""
    return "\n".join(f"    {line}" for line in outcome.output.splitlines()[-12:])


def sound(chosen: Sequence[Mutant], workers: Sequence[Worker]) -> bool:
    """Whether all tests pass without a fault, file by file; says which do not."""

    def tell(outcome: Outcome) -> None:
        if outcome.code != PASSED:
            say(f"fails without a fault: {' '.join(outcome.task.tests)}\n{tail(outcome)}")

    files: dict[str, dict[str, None]] = {}
    for test in (test for mutant in chosen for test in mutant.tests):
        files.setdefault(test.partition("::")[0], {})[test] = None
    outcomes = carry_out([Task(tuple(tests)) for tests in files.values()], workers, tell)
    return all(outcome.code == PASSED for outcome in outcomes)


def survivors(chosen: Sequence[Mutant], workers: Sequence[Worker]) -> list[Mutant]:
    """The faults that no test notices; says of each what became of it."""

    def tell(outcome: Outcome) -> None:
        assert outcome.task.mutant is not None
        how = "caught" if outcome.caught else "LIVES" if outcome.code == PASSED else f"NO TEST RAN ({outcome.code})"
        say(f"{how:7} {outcome.seconds:5.1f} s  {outcome.task.mutant.name}")
        if not outcome.caught:
            say(tail(outcome))

    outcomes = carry_out([Task(mutant.tests, mutant) for mutant in chosen], workers, tell)
    return [outcome.task.mutant for outcome in outcomes if outcome.task.mutant and not outcome.caught]


def applicable(chosen: Sequence[Mutant]) -> list[Mutant]:
    """The entries whose old text is still there; says which ones no longer apply."""
    kept = []
    for mutant in chosen:
        try:
            mutant.source()
            kept.append(mutant)
        except MutantError as error:
            say(f"NO LONGER APPLIES  {mutant.name}: {error}")
    return kept


def first_of_each(chosen: Sequence[Mutant], most: int) -> list[Mutant]:
    """At most so many faults of a file, in their order; all for 0."""
    seen, kept = Counter[str](), list[Mutant]()
    for mutant in chosen:
        seen[mutant.file] += 1
        if not most or seen[mutant.file] <= most:
            kept.append(mutant)
    return kept


def main() -> int:
    """The command line. Returns what to leave with."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", default="", help="those whose name or file holds this text")
    parser.add_argument("--each", type=int, default=0, help="at most so many of a file, the first ones; 0 for all")
    parser.add_argument("--list", action="store_true", help="name them and do nothing")
    options = parser.parse_args()
    chosen = first_of_each(
        [one for one in mutants() if options.only in one.name or options.only in one.file], options.each
    )
    if options.list or not chosen:
        say("\n".join(f"{one.file}: {one.name}" for one in chosen) or f"none has {options.only!r} in its name or file")
        return int(not chosen)
    began, kept = time.monotonic(), applicable(chosen)
    import_libraries()
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        workers = [Worker(Path(folder) / str(number)) for number in range(WORKERS)]
        passed = sound(kept, workers)
        alive = survivors(kept, workers)
    spent = time.monotonic() - began
    say(f"\n{len(kept) - len(alive)} of {len(chosen)} faults are caught, in {spent / 60:.1f} minutes")
    for mutant in alive:
        say(f"  lives: {mutant.file}: {mutant.name}")
    return int(bool(alive) or not passed or len(kept) < len(chosen))


if __name__ == "__main__":
    raise SystemExit(main())
