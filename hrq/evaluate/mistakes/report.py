"""All mistakes of a run: found once, kept beside the run, given as tables."""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from hrq.errors import CannotWriteError, TooLargeError
from hrq.evaluate.matching.kept import matched_or_not
from hrq.evaluate.mistakes import kinds
from hrq.evaluate.mistakes.blame import blame_many
from hrq.evaluate.mistakes.cases import Cases
from hrq.evaluate.mistakes.in_codes import collisions, meaningless, split_siblings, strangers, torn, uneven_codewords
from hrq.evaluate.mistakes.in_points import follow, high_residuals, low_margins
from hrq.evaluate.mistakes.kinds import KINDS
from hrq.jobs.atomic import write_atomically
from hrq.jobs.progress import Progress, Report, silent
from hrq.runs import Run
from hrq.runs.aside import find_aside, own_aside

FILE, NODES, FORMAT = "mistakes.parquet", "mistake_nodes.parquet", 2
BLAMED = (kinds.SPLIT, kinds.STRANGERS, kinds.COLLISIONS)
MOST_BLAMED = 2_000  # of a kind, the clearest; whoever opens another case sees its own


class Mistakes(NamedTuple):
    """The cases of every kind that could be looked for, whom to blame for each, and why the others could not."""

    cases: Mapping[str, Cases]
    blame: Mapping[str, list[str]]
    missing: Mapping[str, str]


def mistakes_of(run: Run, *, report: Report = silent) -> Mistakes:
    """As kept beside the run, else found now (seed 0) and, where that can be, kept."""
    found = _read(run)
    if found is None:
        found = find_mistakes(run, report=report)
        with suppress(CannotWriteError):  # they are found again the next time
            _write(run, found)
    return found


def find_mistakes(run: Run, *, seed: int = 0, report: Report = silent) -> Mistakes:
    """Look for every kind of mistake. Raises AbsentPartError where there is no hierarchy at all."""
    codes, hierarchy, noise = run.codes, run.hierarchy, np.random.default_rng(seed)
    report(Progress("looking for mistakes", 0, 3))
    matched, too_large = matched_or_not(run)
    cases = {kinds.SPLIT: split_siblings(codes, hierarchy), kinds.TORN: torn(codes, hierarchy)}
    missing: dict[str, str] = {}
    cases[kinds.CODEWORDS] = uneven_codewords(codes, run.config.sizes)
    if too_large:
        missing |= dict.fromkeys((kinds.MEANINGLESS, kinds.STRANGERS, kinds.COLLISIONS), too_large)
    else:
        cases[kinds.MEANINGLESS] = meaningless(codes, matched.tree, matched.synsets)
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
    """What a case is of, by name: a node, a prefix such as 12-4, or `level 2: codeword 17`. Never a position."""
    if KINDS[kind].unit == kinds.NODE:
        return run.names[int(cases.nodes[row])]
    if KINDS[kind].unit == kinds.CODEWORD:
        level, codeword = cases.prefixes[row]
        return f"level {level}: codeword {codeword}"
    return prefix_text(cases.prefixes[row])


def prefix_text(prefix: tuple[int, ...]) -> str:
    """A prefix as people read it: 12-4."""
    return "-".join(str(token) for token in prefix)


def _write(run: Run, found: Mistakes) -> None:
    rows: dict[str, list[Any]] = {key: [] for key in ("kind", "node", "partner", "prefix", "score", "blame")}
    nodes: dict[str, Any] = {}
    totals: dict[str, int] = {}
    for kind, cases in found.cases.items():
        count = len(cases.scores)
        rows["kind"] += [kind] * count
        rows["node"] += cases.nodes.tolist()
        rows["partner"] += cases.partners.tolist()
        rows["prefix"] += [list(prefix) for prefix in cases.prefixes]
        rows["score"] += cases.scores.tolist()
        blame = found.blame.get(kind, [])
        rows["blame"] += [*blame, *[""] * (count - len(blame))]
        nodes |= {f"{kind}_able": pa.array(cases.able), f"{kind}_wrong": pa.array(cases.wrong)}
        totals[kind] = cases.total
    about = {"format": FORMAT, "hash": run.hash, "totals": totals, "missing": dict(found.missing)}
    table = pa.table(rows).replace_schema_metadata({"hrq": json.dumps(about)})
    folder = own_aside(run.hash)
    for name, one in ((NODES, pa.table(nodes)), (FILE, table)):
        with write_atomically(folder / name) as temporary:
            pq.write_table(one, temporary, compression="zstd")


def _read(run: Run) -> Mistakes | None:
    """What was kept, or None where it is not there, not whole, or of another format."""
    paths = find_aside(run.hash, FILE), find_aside(run.hash, NODES)
    if paths[0] is None or paths[1] is None:
        return None
    try:
        return _parse(pq.read_table(paths[0]), pq.read_table(paths[1]), run)
    except (pa.ArrowException, OSError, KeyError, ValueError, TypeError):
        return None


def _parse(table: pa.Table, nodes: pa.Table, run: Run) -> Mistakes | None:
    about = json.loads((table.schema.metadata or {})[b"hrq"])
    if about["format"] != FORMAT or about["hash"] != run.hash or nodes.num_rows != len(run.names):
        return None
    kind_of = np.array(table["kind"].to_pylist(), dtype=object)
    prefixes, blamed = table["prefix"].to_pylist(), table["blame"].to_pylist()
    node, partner, score = (table[key].to_numpy() for key in ("node", "partner", "score"))
    cases, blame = {}, {}
    for kind, total in about["totals"].items():
        rows = np.flatnonzero(kind_of == kind)
        able, wrong = (np.asarray(nodes[f"{kind}_{end}"].to_pylist(), dtype=bool) for end in ("able", "wrong"))
        where = [tuple(prefixes[row]) for row in rows]
        cases[kind] = Cases(node[rows], partner[rows], where, score[rows], able, wrong, int(total))
        if kind in BLAMED:
            blame[kind] = [blamed[row] for row in rows]
    return Mistakes(cases, blame, about["missing"])
