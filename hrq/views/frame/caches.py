"""Everything heavy, once a run and server: shared by all sessions, so what is returned here is never written to.

@caches.of_run(spinner="Building the code tree …")
def code_tree(run: Run) -> CodeTree: …
"""

from collections.abc import Callable
from operator import attrgetter
from typing import Any, ParamSpec, TypeVar

import streamlit as st

from hrq.data.hierarchy.code_tree import CodeTree
from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.search import SearchIndex
from hrq.data.sources.by_name import load_hierarchy
from hrq.evaluate.matching.best_matches import Correspondence
from hrq.evaluate.matching.kept import Matched, matched_or_not, tree_of
from hrq.evaluate.quantization.path_of_a_node import ResidualPath, residual_path
from hrq.runs import Run, RunSummary, list_runs, load_run
from hrq.runs.files import METRICS, read_json
from hrq.runs.layouts import RunLayout

FIRST = "mammals-2d-ghrq"  # lies in the disk as it is, with the quantizer that undoes itself
MOST_RUNS = 8  # kept in memory at once; a run of all nouns is some 50 MB with what is derived from it
KNOWN_BY: dict[str | type, Callable[[Any], Any]] = {Run: attrgetter("hash"), RunLayout: attrgetter("name")}
P = ParamSpec("P")
R = TypeVar("R")


def of_run(*, spinner: str | bool = False, entries: int = MOST_RUNS) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Computed once for each run and each value of the other arguments; `entries` results are kept.

    A run is known by its hash and a layout, beside its run, by its name. Arguments whose names begin with _ follow
    from the others and are not looked at.
    """
    return st.cache_resource(max_entries=entries, show_spinner=spinner, hash_funcs=KNOWN_BY)


@st.cache_data(ttl="5s", show_spinner=False)
def summaries() -> list[RunSummary]:
    """The runs that exist, a user's own first; looked up again after five seconds, so that new ones appear."""
    return list_runs()


def default_run() -> str | None:
    """What to show who names no run: the first of their own that can be opened, else the bundled one to begin with."""
    first = whole_runs() + [one.name for one in summaries()]
    return first[0] if first else None


def whole_runs() -> list[str]:
    """The runs that can be opened, none broken or still in training: their own, the one to begin with, the others."""
    whole = [one for one in summaries() if not one.problem and one.state in ("finished", "stopped")]
    return [one.name for one in sorted(whole, key=lambda one: (one.bundled, one.name != FIRST))]


def run(name: str) -> Run:
    """A run by name. Raises UnknownNameError or BrokenRunError."""
    sealed = next((one.hash for one in summaries() if one.name == name), "")
    return _run(name, sealed)


@st.cache_resource(max_entries=MOST_RUNS, show_spinner="Opening the run …")
def _run(name: str, sealed: str) -> Run:
    opened = load_run(name)
    _ = opened.items  # read now, so that a page never waits for it half drawn
    return opened


@st.cache_data(show_spinner=False, max_entries=200)
def metrics(summary: RunSummary) -> dict[str, Any]:
    """A run's numbers, without opening it; empty where it has none yet."""
    return read_json(summary.folder / METRICS) if summary.hash else {}


@of_run()
def rows(opened: Run) -> dict[str, int]:
    """Row of each node's name in the run's arrays."""
    return {name: row for row, name in enumerate(opened.names)}


def search_index(opened: Run) -> SearchIndex:
    """Search by word over the run's hierarchy; runs of one hierarchy share it."""
    return _search_index(opened.items.text_hash, opened.items)


@st.cache_resource(max_entries=MOST_RUNS, show_spinner="Preparing the search …")
def _search_index(texts: str, _hierarchy: Hierarchy) -> SearchIndex:
    return SearchIndex(_hierarchy)


@of_run(spinner="Building the code tree …")
def code_tree(opened: Run) -> CodeTree:
    """The tree that the run's codes spell, prefix by prefix."""
    return tree_of(opened)


def best_node_of_prefixes(opened: Run) -> Correspondence:
    """For every prefix of the code tree, the nodes it matches best; −1 where matches cannot be had."""
    return _matched(opened)[0].matched_nodes


def best_prefix_of_nodes(opened: Run) -> Correspondence:
    """For every node, the prefixes that match it best; −1 where matches cannot be had."""
    return _matched(opened)[0].prefixes


def unmatched(opened: Run) -> str:
    """Why there are no matches between the run's trees; empty where there are."""
    return _matched(opened)[1]


@of_run(spinner="Matching the code tree with the hierarchy …")
def _matched(opened: Run) -> tuple[Matched, str]:
    return matched_or_not(opened, code_tree(opened))


@of_run()
def meanings(opened: Run) -> dict[str, str]:
    """For every prefix (`12`, `12-4`, …) the label of the node that it matches best."""
    tree, labels = code_tree(opened), opened.truth.labels
    best = best_node_of_prefixes(opened).node[:, 0].tolist()
    texts = tree.hierarchy.labels
    pairs = zip(tree.prefix_nodes.tolist(), best, strict=True)
    return {texts[prefix]: labels[node] for prefix, node in pairs if node >= 0}


@of_run(entries=512)
def found_path(opened: Run, row: int) -> ResidualPath:
    """A node's residual path."""
    return residual_path(opened.quantizer, opened.points[row], opened.codes[row])


@st.cache_resource(max_entries=MOST_RUNS, show_spinner="Reading the hierarchy …")
def hierarchy(spec: str) -> Hierarchy:
    """A hierarchy by what goes after --hierarchy. Raises HrqError."""
    return load_hierarchy(spec)


@st.cache_data(max_entries=100, show_spinner="Counting the pairs …")
def pairs(spec: str) -> int:
    """How many pairs there are to learn. Raises HrqError."""
    return len(hierarchy(spec).ancestry.links.indices)
