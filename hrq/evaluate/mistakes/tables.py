"""Mistakes as tables for other programs, and their rates in groups of nodes, with intervals."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.links import Bools, Ints
from hrq.data.prefix import write_prefix
from hrq.evaluate.matching.export import provenance
from hrq.evaluate.mistakes.kinds import KINDS, NODE
from hrq.evaluate.mistakes.report import Mistakes, case_name
from hrq.evaluate.statistics.intervals import wilson
from hrq.runs import Run
from hrq.runs.notes import Note

UNKNOWN = "(unknown)"
Notes = Mapping[tuple[str, str], Note]


class Rate(NamedTuple):
    """How many of a group make a mistake, of how many that could, with Wilson's 95 % interval."""

    group: str
    wrong: int
    able: int
    rate: float
    low: float
    high: float


def summary(found: Mistakes) -> list[dict[str, Any]]:
    """One row a kind: its definition, cases, what could be a case, the share; None where it could not be looked for.

    >>> from hrq.evaluate.mistakes.report import mistakes_of
    >>> from hrq.runs import load_run
    >>> row = summary(mistakes_of(load_run("mammals-2d-ghrq")))[0]
    >>> row["title"], row["cases"], row["of"]
    ('Split siblings', 124, 839)
    """
    rows = []
    for kind, words in KINDS.items():
        cases = found.cases.get(kind)
        row: dict[str, Any] = {"kind": kind, "title": words.title, "definition": words.definition, "unit": words.unit}
        row |= {"cases": None, "of": None, "share": None, "missing": found.missing.get(kind, "")}
        if cases is not None:
            row |= {"cases": len(cases.scores), "of": cases.total, "share": cases.share}
        rows.append(row)
    return rows


def case_rows(run: Run, found: Mistakes, kind: str, rows: Ints, notes: Notes) -> dict[str, list[Any]]:
    """Cases of one kind as columns. Everything is by name: no row numbers leave the program.

    >>> from hrq.evaluate.mistakes.report import mistakes_of
    >>> from hrq.runs import load_run
    >>> run = load_run("mammals-2d-ghrq")
    >>> columns = case_rows(run, mistakes_of(run), "split", np.array([0]), {})
    >>> columns["name"], columns["partner"], columns["code"], columns["depth"]
    (['ibizan_hound.n.01'], ['afghan_hound.n.01'], ['8-7-3'], [7])
    """
    cases, hierarchy = found.cases[kind], run.hierarchy
    nodes, names = cases.nodes[rows], [case_name(run, kind, cases, row) for row in rows.tolist()]
    said = [notes.get((kind, name), Note("", "")) for name in names]
    blame, files = dict(enumerate(found.blame.get(kind, []))), categories(hierarchy)
    partners = cases.partners[rows].tolist()
    is_node = KINDS[kind].unit == NODE
    codes = run.codes
    return {
        "kind": [kind] * len(rows),
        "rank": (rows + 1).tolist(),
        "name": names,
        "partner": [run.names[one] if one >= 0 else None for one in partners],
        "prefix": [write_prefix(cases.prefixes[row]) for row in rows.tolist()],
        "score": cases.scores[rows].tolist(),
        "blame": [blame.get(row) or None for row in rows.tolist()],
        "code": [write_prefix(codes[node]) if is_node else None for node in nodes.tolist()],
        "depth": [int(hierarchy.depth[node]) if is_node else None for node in nodes.tolist()],
        "category": [files[node] if is_node else None for node in nodes.tolist()],
        "description": [hierarchy.descriptions[node] if is_node else None for node in nodes.tolist()],
        "tag": [one.tag or None for one in said],
        "note": [one.text or None for one in said],
    }


TYPES = {"rank": pa.int64(), "depth": pa.int64(), "score": pa.float64()}


def error_table(run: Run, found: Mistakes, notes: Notes, *, chosen: Mapping[str, Ints] | None = None) -> pa.Table:
    """All cases, or the `chosen` rows of each kind; every row says which run and which version it is from.

    >>> from hrq.evaluate.mistakes.report import mistakes_of
    >>> from hrq.runs import load_run
    >>> run = load_run("mammals-2d-ghrq")
    >>> table = error_table(run, mistakes_of(run), {}, chosen={"split": np.array([0])})
    >>> table.select(["kind", "rank", "name", "run"]).to_pylist()
    [{'kind': 'split', 'rank': 1, 'name': 'ibizan_hound.n.01', 'run': 'mammals-2d-ghrq'}]
    """
    picked = chosen or {kind: np.arange(len(cases.scores)) for kind, cases in found.cases.items()}
    parts = []
    for kind, rows in picked.items():
        columns = case_rows(run, found, kind, rows, notes)
        origin = {key: [value] * len(rows) for key, value in provenance(run).items() if key != "hierarchy_hash"}
        typed = {name: pa.array(values, TYPES.get(name, pa.string())) for name, values in (columns | origin).items()}
        parts.append(pa.table(typed))
    return pa.concat_tables(parts)


def categories(hierarchy: Hierarchy) -> list[str]:
    """The category of every node by name: WordNet's lexicographer files.

    >>> from hrq.data.hierarchy.toy import animals
    >>> categories(animals())[0]
    '(unknown)'
    """
    names = [*hierarchy.category_names, UNKNOWN]  # −1 is the last
    return [names[one] for one in hierarchy.categories.tolist()]


def rates(able: Bools, wrong: Bools, groups: Ints, names: list[str]) -> list[Rate]:
    """The rate of every group that could make the mistake at all; `groups` numbers each node's, −1 for none.

    >>> able, wrong = np.array([True, True, True, False]), np.array([True, False, True, False])
    >>> found = rates(able, wrong, np.array([0, 0, 1, 1]), ["dogs", "cats"])
    >>> [(one.group, one.wrong, one.able, round(one.low, 2), round(one.high, 2)) for one in found]
    [('dogs', 1, 2, 0.09, 0.91), ('cats', 1, 1, 0.21, 1.0)]
    """
    rows = []
    inside = groups >= 0
    could = np.bincount(groups[inside & able], minlength=len(names))
    did = np.bincount(groups[inside & able & wrong], minlength=len(names))
    for name, wrong_ones, all_ones in zip(names, did.tolist(), could.tolist(), strict=True):
        if all_ones:
            rows.append(Rate(name, wrong_ones, all_ones, wrong_ones / all_ones, *wilson(wrong_ones, all_ones)))
    return rows
