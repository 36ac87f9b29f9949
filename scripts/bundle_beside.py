"""What was computed beside the bundled runs, computed anew by this version and put into assets/aside.

python scripts/bundle_beside.py mistakes                   # of the runs that ship with them
python scripts/bundle_beside.py agreement mammals-2d-rq    # of these runs
python -m hrq doctor --seal                                # then: record the hashes

Needed where a format changes: hrq computes again whatever is of another one, which takes its readers half a minute or
more. Layouts have `bundle_layouts.sh`, evaluations `evaluations.py collect`.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from hrq.evaluate.agreement import report as agreement
from hrq.evaluate.mistakes import report as mistakes
from hrq.jobs.atomic import write_bytes
from hrq.runs import Run, list_runs, load_run
from hrq.runs.aside import bundled_aside, own_aside

KINDS: Mapping[str, tuple[str, Callable[[Run], object]]] = {
    "agreement": (agreement.NAME, agreement.agreement),
    "mistakes": (mistakes.NAME, mistakes.mistakes_of),
}


def bundle(name: str, file: str, compute: Callable[[Run], object]) -> Path:
    """Compute it, though something is there already, and bundle what was kept. Returns the bundled file."""
    run, target = load_run(name), bundled_aside(name) / file
    target.unlink(missing_ok=True)  # else it would be read
    compute(run)
    write_bytes(target, (own_aside(run.hash) / file).read_bytes())
    return target


def main(kind: str, names: list[str]) -> None:
    """Bundle one kind of result of the runs named, else of those that ship with it."""
    file, compute = KINDS[kind]
    bundled = [one.name for one in list_runs() if one.bundled]
    for name in names or [one for one in bundled if (bundled_aside(one) / file).is_file()]:
        sys.stdout.write(f"{bundle(name, file, compute)}\n")


if __name__ == "__main__":
    if sys.argv[1:2] == [] or sys.argv[1] not in KINDS:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as nobodys:
        os.environ["HRQ_RUNS"] = nobodys
        main(sys.argv[1], sys.argv[2:])
