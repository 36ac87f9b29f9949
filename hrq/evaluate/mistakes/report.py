"""All mistakes of a run: found once, kept beside the run, given as tables."""

from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from hrq.data.prefix import write_prefix
from hrq.errors import TooLargeError
from hrq.evaluate.matching.kept import matched_or_not
from hrq.evaluate.mistakes import kinds
from hrq.evaluate.mistakes.blame import blame_many
from hrq.evaluate.mistakes.cases import Cases
from hrq.evaluate.mistakes.in_codes import collisions, meaningless, split_siblings, strangers, torn, uneven_codewords
from hrq.evaluate.mistakes.in_points import follow, high_residuals, low_margins
from hrq.evaluate.mistakes.kinds import KINDS
from hrq.jobs.progress import Progress, Report, silent
from hrq.runs import Run
from hrq.runs.beside import kept, stamp, write_table

NAME, FORMAT = "mistakes.parquet", 4
SCHEMA = pa.schema(
    [("kind", pa.string()), ("missing", pa.string()), ("total", pa.int64())]
    + [(name, pa.list_(pa.int64())) for name in ("node", "partner")]
    + [("prefix", pa.list_(pa.list_(pa.int64()))), ("score", pa.list_(pa.float64())), ("blame", pa.list_(pa.string()))]
    + [(name, pa.list_(pa.bool_())) for name in ("able", "wrong")]
)
BLAMED = (kinds.SPLIT, kinds.STRANGERS, kinds.COLLISIONS)
MOST_BLAMED = 2_000  # of a kind, the clearest; whoever opens another case sees its own


class Mistakes(NamedTuple):
    """The cases of every kind that could be looked for, whom to blame for each, and why the others could not."""

    cases: Mapping[str, Cases]
    blame: Mapping[str, list[str]]
    missing: Mapping[str, str]


def mistakes_of(run: Run, *, report: Report = silent) -> Mistakes:
    """As kept beside the run, else found now (seed 0) and, where that can be, kept.

    >>> from hrq.runs import load_run
    >>> found = mistakes_of(load_run("mammals-2d-ghrq"))
    >>> [(kind, len(cases.scores)) for kind, cases in found.cases.items()][:3]
    [('split', 124), ('strangers', 303), ('collisions', 182)]
    """
    return kept(
        NAME,
        stamp(run, FORMAT),
        read=lambda path: _parse(pq.read_table(path), len(run.names)),
        compute=lambda: find_mistakes(run, report=report),
        write=lambda path, found, stamped: write_table(path, _table(found), stamped),
    )


def find_mistakes(run: Run, *, seed: int = 0, report: Report = silent) -> Mistakes:
    """Look for every kind of mistake. Raises AbsentPartError where there is no hierarchy at all.

    >>> from hrq.runs import load_run
    >>> run = load_run("mammals-2d-ghrq")
    >>> found = find_mistakes(run)
    >>> run.names[found.cases["split"].nodes[0]], found.blame["split"][0]
    ('ibizan_hound.n.01', 'embedding')
    """
    codes, hierarchy, noise = run.codes, run.hierarchy, np.random.default_rng(seed)
    report(Progress("looking for mistakes", 0, 3))
    matched, too_large = matched_or_not(run)
    cases = {kinds.SPLIT: split_siblings(codes, hierarchy), kinds.TORN: torn(codes, hierarchy)}
    missing: dict[str, str] = {}
    cases[kinds.CODEWORDS] = uneven_codewords(codes, run.config.sizes)
    if too_large:
        missing |= dict.fromkeys((kinds.MEANINGLESS, kinds.STRANGERS, kinds.COLLISIONS), too_large)
    else:
        cases[kinds.MEANINGLESS] = meaningless(codes, matched.tree, matched.matched_nodes)
        with suppress(TooLargeError):
            cases[kinds.STRANGERS] = strangers(codes, hierarchy, noise)
            cases[kinds.COLLISIONS] = collisions(codes, run.nearest_codes, hierarchy, noise)
    report(Progress("looking for mistakes", 1, 3))
    if run.has_points and run.has_codebooks:
        followed = follow(run.quantizer, run.points, run.codes, run.nearest_codes)
        cases |= {kinds.RESIDUAL: high_residuals(codes, followed), kinds.MARGIN: low_margins(codes, followed)}
    else:
        absent = "The codes of this run came without points or codebooks, so nothing can be measured along their way."
        missing |= dict.fromkeys((kinds.RESIDUAL, kinds.MARGIN), absent)
    report(Progress("looking for mistakes", 2, 3))
    blame = {kind: _blame(run, cases[kind]) for kind in BLAMED if kind in cases}
    report(Progress("looking for mistakes", 3, 3))
    return Mistakes({kind: cases[kind] for kind in KINDS if kind in cases}, blame, missing)


def _blame(run: Run, cases: Cases) -> list[str]:
    length = len(cases.prefixes[0]) if cases.prefixes else None
    return blame_many(run, cases.nodes[:MOST_BLAMED], length)


def case_name(run: Run, kind: str, cases: Cases, row: int) -> str:
    """What a case is of, by name: a node, a prefix such as 12-4, or `level 2: codeword 17`. Never a position.

    >>> from hrq.runs import load_run
    >>> run = load_run("mammals-2d-ghrq")
    >>> cases = mistakes_of(run).cases
    >>> case_name(run, "split", cases["split"], 0), case_name(run, "meaningless", cases["meaningless"], 0)
    ('ibizan_hound.n.01', '14')
    """
    if KINDS[kind].unit == kinds.NODE:
        return run.names[int(cases.nodes[row])]
    if KINDS[kind].unit == kinds.CODEWORD:
        level, codeword = cases.prefixes[row]
        return f"level {level}: codeword {codeword}"
    return write_prefix(cases.prefixes[row])


def _table(found: Mistakes) -> pa.Table:
    """One row a kind of mistake: its cases side by side as lists, and two flags a node."""
    rows = [
        {
            "kind": kind,
            "missing": found.missing.get(kind),
            "total": cases.total,
            "node": cases.nodes,
            "partner": cases.partners,
            "prefix": cases.prefixes,
            "score": cases.scores,
            "blame": found.blame.get(kind),
            "able": cases.able,
            "wrong": cases.wrong,
        }
        for kind, cases in found.cases.items()
    ]
    rows += [{"kind": kind, "missing": why} for kind, why in found.missing.items() if kind not in found.cases]
    return pa.Table.from_pylist(rows, SCHEMA)


def _parse(table: pa.Table, count: int) -> Mistakes:
    """The mistakes in a table of `count` nodes; raises ValueError, KeyError or TypeError where it holds none."""
    cases, blame, missing = dict[str, Cases](), dict[str, list[str]](), dict[str, str]()
    for row, kind in enumerate(table["kind"].to_pylist()):
        if table["missing"][row].is_valid:
            missing[kind] = table["missing"][row].as_py()
        if not table["total"][row].is_valid:
            continue
        node, partner, score, able, wrong = (
            table[name][row].values.to_numpy(zero_copy_only=False)
            for name in ("node", "partner", "score", "able", "wrong")
        )
        if len(able) != count or len(wrong) != count or node.max(initial=-1) >= count:
            raise ValueError(f"These are mistakes of {len(able):,} nodes, not of {count:,}.")
        prefixes = [tuple(prefix) for prefix in table["prefix"][row].as_py()]
        cases[kind] = Cases(node, partner, prefixes, score, able, wrong, table["total"][row].as_py())
        if table["blame"][row].is_valid:
            blame[kind] = table["blame"][row].as_py()
    return Mistakes(cases, blame, missing)
