"""How long the noun table and a bundled run take to load, again and again in one process; imports are not counted."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from hrq.bench.measure import Contender, Section, Target, compare
from hrq.bench.sizes import Sizes
from hrq.data.wordnet.nouns import load_wordnet
from hrq.jobs.places import assets_folder
from hrq.runs import list_runs
from hrq.runs.files import MODEL
from hrq.runs.run import open_run


def loading_section(sizes: Sizes, tick: Callable[[], None]) -> Section:
    """The nouns in half a second, the largest bundled run in one."""
    runs = [one.folder for one in list_runs() if one.bundled and (one.folder / MODEL).is_file()]
    contenders = [Contender("WordNet's nouns", "", load_nouns, target=Target(None, "at most", 0.5))]
    if runs:
        largest = max(runs, key=lambda folder: (folder / MODEL).stat().st_size)
        target = Target(None, "at most", 1.0)
        contenders.append(Contender(f"the run {largest.name}", "", lambda: open_run(largest), target=target))
    rows = compare(contenders, sizes.rounds, tick, unit=1)
    return Section("Loading", "one, hashes checked, from files that were read before", tuple(rows))


def load_nouns() -> object:
    """Read the table by a path of its own: what was read by a known one is kept, and would take no time."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "wordnet"
        path.symlink_to((assets_folder() / "wordnet").resolve())
        return load_wordnet(path)
