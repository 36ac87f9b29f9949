"""Named slices: sets of nodes that people keep beside a run, by the nodes' names, and combine."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from hrq.errors import BrokenRunError, SettingError, UnknownNameError
from hrq.jobs.atomic import write_text
from hrq.jobs.lock import locked
from hrq.runs.aside import own_aside

SLICES, FORMAT = "slices.json", 1
LONGEST = 60  # characters of a name: it stands in addresses and on chips
Nodes = frozenset[str]
OPERATIONS: Mapping[str, Callable[[Nodes, Nodes], Nodes]] = {
    "union": frozenset.union,
    "intersection": frozenset.intersection,
    "difference": frozenset.difference,
}
SIGNS = {"union": "∪", "intersection": "∩", "difference": "−"}


class Slice(NamedTuple):
    """The names of its nodes, in the order they came, and in words what it was made from."""

    nodes: tuple[str, ...]
    made_from: str


def read_slices(run_hash: str) -> dict[str, Slice]:
    """All slices of a run, by name. Raises BrokenRunError for a file gone bad."""
    path = own_aside(run_hash) / SLICES
    if not path.is_file():
        return {}
    try:
        return parse_slices(path.read_text("utf-8"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        remedy = "Mend it, or move it away to begin anew."
        raise BrokenRunError(path, "does not hold slices that can be read", remedy=remedy) from error


def parse_slices(text: str) -> dict[str, Slice]:
    """Slices from the JSON that `slices_json` writes; raises ValueError, KeyError, TypeError or AttributeError."""
    content = json.loads(text)["slices"]
    found = {str(name): Slice(tuple(map(str, one["nodes"])), str(one["made_from"])) for name, one in content.items()}
    return {_checked(name): one for name, one in found.items()}


def slices_json(run_hash: str, slices: Mapping[str, Slice]) -> str:
    """Slices as JSON: to keep, and to hand on."""
    content = {name: {"made_from": one.made_from, "nodes": list(one.nodes)} for name, one in slices.items()}
    return json.dumps({"format": FORMAT, "hash": run_hash, "slices": content}, indent=1, ensure_ascii=False) + "\n"


def save_slice(run_hash: str, name: str, nodes: Iterable[str], made_from: str) -> None:
    """Keep a slice; one of the same name is replaced. Raises SettingError for a name or a set that is empty."""
    kept = tuple(dict.fromkeys(nodes))
    if not kept:
        raise SettingError("A slice", "no nodes", "at least one node")
    added = {_checked(name): Slice(kept, made_from)}
    with locked(own_aside(run_hash) / SLICES):
        write_text(own_aside(run_hash) / SLICES, slices_json(run_hash, read_slices(run_hash) | added))


def forget_slice(run_hash: str, name: str) -> None:
    """Take a slice away; one that is not there is no matter."""
    with locked(own_aside(run_hash) / SLICES):
        slices = {key: one for key, one in read_slices(run_hash).items() if key != name}
        write_text(own_aside(run_hash) / SLICES, slices_json(run_hash, slices))


def import_slices(run_hash: str, text: str, known: Collection[str]) -> int:
    """Add slices from JSON, leaving out nodes that the run does not know. Returns how many slices came.

    Raises SettingError where the text is no such JSON, or nothing of it is known.
    """
    try:
        found = parse_slices(text)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SettingError("The file", "something else", "slices as this page exports them (JSON)") from error
    fitting = {name: tuple(node for node in one.nodes if node in known) for name, one in found.items()}
    kept = {name: Slice(nodes, found[name].made_from) for name, nodes in fitting.items() if nodes}
    if not kept:
        raise SettingError("The file", "slices of other nodes", "slices with nodes of this run")
    with locked(own_aside(run_hash) / SLICES):
        write_text(own_aside(run_hash) / SLICES, slices_json(run_hash, read_slices(run_hash) | kept))
    return len(kept)


def combine(slices: Mapping[str, Slice], first: str, operation: str, second: str) -> Slice:
    """The union, intersection or difference of two slices. Raises UnknownNameError."""
    for name in (first, second):
        if name not in slices:
            raise UnknownNameError("slice", name, slices)
    if operation not in OPERATIONS:
        raise UnknownNameError("operation on slices", operation, OPERATIONS)
    a, b = slices[first].nodes, slices[second].nodes
    inside = OPERATIONS[operation](frozenset(a), frozenset(b))
    return Slice(
        tuple(node for node in dict.fromkeys((*a, *b)) if node in inside), f"{first} {SIGNS[operation]} {second}"
    )


def _checked(name: str) -> str:
    clean = " ".join(name.split())
    if not clean or len(clean) > LONGEST:
        raise SettingError("The name of a slice", repr(name[:80]), f"1 to {LONGEST} characters")
    return clean
