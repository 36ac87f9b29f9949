"""Where a run's hierarchy comes from: one rule for what is written, and one for what is read.

A run always carries its hierarchy, as `hierarchy.parquet` in its folder, unless it is what ships with hrq: WordNet, a
part of it, or a bundled example. Runs of before that rule may lack it, and find it by its name as long as it is there.
"""

from pathlib import Path

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.sources.by_name import is_own, load_hierarchy
from hrq.data.sources.stored import kept_hierarchy
from hrq.errors import BrokenRunError, HrqError
from hrq.runs.config import RunConfig


def carries(spec: str, hierarchy: Hierarchy) -> bool:
    """Whether a run takes its hierarchy along: yes, unless it ships with hrq under that name, node for node.

    >>> from hrq.data.hierarchy.toy import animals
    >>> carries("animals.csv", animals()), carries("mine:animals", animals())
    (True, True)
    >>> carries("time-zones", load_hierarchy("time-zones")), carries("time-zones", animals())
    (False, True)
    """
    return is_own(spec) or load_hierarchy(spec).content_hash != hierarchy.content_hash


def hierarchy_of(folder: Path, config: RunConfig) -> Hierarchy:
    """The hierarchy that a run carries, else the one of its name; either is held against the run's own hash.

    Raises BrokenRunError, which says what to bring back, where there is neither.
    """
    if (carried := kept_hierarchy(folder, config.hierarchy_hash)) is not None:
        return carried
    try:
        found = load_hierarchy(config.hierarchy)
    except HrqError as error:
        what = f"cannot be shown without its hierarchy ({error})"
        remedy = f"It was trained on {config.hierarchy}: bring that back."
        raise BrokenRunError(folder, what, remedy=remedy) from error
    if found.content_hash != config.hierarchy_hash:
        what = f"was trained on another version of the hierarchy {config.hierarchy!r} than the one found now"
        raise BrokenRunError(folder, what, remedy="Bring that version back, or train again.")
    return found
