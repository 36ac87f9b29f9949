"""The agreement of a run as one JSON object: measured once, kept beside the run, beside the `rq` run's numbers."""

import shlex
from typing import Any

from hrq import __version__
from hrq.errors import HrqError
from hrq.evaluate.agreement import DRAWS
from hrq.evaluate.agreement.measures import DEFINITIONS, SAMPLES, Measured, measure_agreement
from hrq.jobs.progress import Report, silent
from hrq.runs import Run, RunSummary, list_runs, load_run
from hrq.runs.beside import Sealed, Stamp, find_kept, kept, stamp, write_json
from hrq.runs.files import read_json

NAME, FORMAT = "agreement.json", 1
INTERVALS = (
    "95 %: of exact numbers by leaving out one of ten random groups of nodes (prefixes for best_match_f1) at a time, "
    "of sampled ones by the spread of the sample; of shuffled codes the middle 95 % of the draws"
)
Content = dict[str, Any]


def kept_agreement(run: Sealed, *, seed: int = 0, draws: int = DRAWS) -> Content | None:
    """What was measured before with this seed and these draws; None where nothing was, or by another version.

    >>> from hrq.runs import load_run
    >>> kept_agreement(load_run("mammals-2d-ghrq"), draws=3) is None  # nobody measured it with three draws
    True
    """
    path = find_kept(NAME, _stamp(run, seed, draws))
    return None if path is None else read_json(path)


def agreement(run: Run, *, seed: int = 0, draws: int = DRAWS, report: Report = silent) -> Content:
    """The run's agreement with its hierarchy: as kept, else measured now and, where that can be, kept.

    >>> from hrq.runs import load_run
    >>> content = agreement(load_run("mammals-2d-ghrq"))
    >>> content["nodes"], content["measures"][0]["name"]
    (1182, 'best_match_f1')
    """

    def measure() -> Content:
        measured = measure_agreement(run.codes, run.hierarchy, seed=seed, draws=draws, report=report)
        return _content(run, measured, seed, draws)

    return kept(NAME, _stamp(run, seed, draws), read=read_json, compute=measure, write=write_json)


def _stamp(run: Sealed, seed: int, draws: int) -> Stamp:
    return stamp(run, FORMAT, seed=seed, draws=draws, samples=dict(SAMPLES))


def with_baseline(run: Run, content: Content, *, report: Report = silent) -> Content:
    """An agreement beside that of the `rq` run of the same hierarchy, or beside the command that would make one.

    >>> from hrq.runs import load_run
    >>> run = load_run("mammals-2d-rq")
    >>> with_baseline(run, {"measures": []})["baseline"]
    {'run': 'mammals-2d-rq', 'is': 'this run itself'}
    """
    if run.config.quantizer == "rq":
        return content | {"baseline": {"run": run.name, "is": "this run itself"}}
    summary = baseline_of(run)
    if summary is None:
        return content | {"baseline": {"run": None, "command": baseline_command(run)}}
    try:
        other = load_run(summary.name)
        numbers = agreement(other, seed=content["seed"], draws=content["draws"], report=report)
    except HrqError as error:
        return content | {"baseline": {"run": summary.name, "problem": str(error), "command": baseline_command(run)}}
    rows = {_place(row): row for row in numbers["measures"]}
    measures = [
        row | {f"rq{end}": rows.get(_place(row), {}).get(key) for end, key in _ENDS.items()}
        for row in content["measures"]
    ]
    return content | {"measures": measures, "baseline": {"run": other.name, "hash": other.hash}}


_ENDS = {"": "value", "_low": "low", "_high": "high"}


def baseline_of(run: Run) -> RunSummary | None:
    """The `rq` run that a run is compared with: same hierarchy, dimension, levels and codewords; its seed, if any.

    >>> from hrq.runs import load_run
    >>> baseline_of(load_run("mammals-2d-ghrq")).name
    'mammals-2d-rq'
    """
    config = run.config
    same = [
        one
        for one in list_runs()
        if one.config is not None
        and one.hash
        and one.config.quantizer == "rq"
        and one.config.hierarchy_hash == config.hierarchy_hash
        and (one.config.dimension, one.config.sizes) == (config.dimension, config.sizes)
    ]
    return min(same, key=lambda one: (one.config is None or one.config.seed != config.seed, one.name), default=None)


def baseline_command(run: Run) -> str:
    """The command that would train that run.

    >>> from hrq.runs import load_run
    >>> baseline_command(load_run("mammals-2d-ghrq"))[:80]
    'python -m hrq train --hierarchy wordnet:mammal.n.01 --quantizer rq --curvature 0'
    """
    config = run.config
    words = ["python", "-m", "hrq", "train", "--hierarchy", config.hierarchy, "--quantizer", "rq", "--curvature", "0"]
    words += ["--dimension", str(max(config.dimension, 2)), "--levels", str(config.levels)]
    sizes = config.sizes[:1] if len(set(config.sizes)) == 1 else config.sizes
    words += ["--codewords", ",".join(str(size) for size in sizes)]
    words += ["--seed", str(config.seed), "--split", config.split, "--out", f"runs/{run.name}-rq"]
    return shlex.join(words)


def _content(run: Run, measured: Measured, seed: int, draws: int) -> Content:
    rounded = [
        {key: round(value, 6) if isinstance(value, float) else value for key, value in row.items()}
        for row in measured.measures
    ]
    return {
        "format": FORMAT,
        "run": run.name,
        "hash": run.hash,
        "hrq": __version__,
        "hierarchy": run.config.hierarchy,
        "hierarchy_hash": run.config.hierarchy_hash,
        "nodes": len(run.names),
        "levels": run.config.levels,
        "seed": seed,
        "draws": draws,
        "samples": dict(SAMPLES),
        "intervals": INTERVALS,
        "definitions": dict(DEFINITIONS),
        "main_cuts": {str(tokens): cut for tokens, cut in measured.main_cuts.items()},
        "left_out": measured.left_out,
        "measures": rounded,
    }


def _place(row: Content) -> tuple[Any, ...]:
    return row["name"], row["tokens"], row["cut"]
