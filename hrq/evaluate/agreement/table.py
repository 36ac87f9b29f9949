"""The agreement of a run as a table, for CSV and Parquet: one row a number, each with where it comes from."""

from typing import Any

import pyarrow as pa

COLUMNS = (
    "name", "tokens", "cut", "value", "low", "high", "shuffled", "shuffled_low", "shuffled_high", "rq", "rq_low",
    "rq_high", "count", "sampled",
)  # fmt: skip
INTEGERS = ("tokens", "cut", "count")


def agreement_table(content: dict[str, Any]) -> pa.Table:
    """The measures of an agreement report; every row says run, hash, version, seed and draws too.

    >>> from hrq.evaluate.agreement.report import agreement
    >>> from hrq.runs import load_run
    >>> table = agreement_table(agreement(load_run("mammals-2d-ghrq")))
    >>> table.column_names[:4]
    ['name', 'tokens', 'cut', 'value']
    """
    rows = content["measures"]
    columns = {name: pa.array([row.get(name) for row in rows], _type(name)) for name in COLUMNS}
    origin = {key: content[key] for key in ("run", "hash", "hrq", "hierarchy", "seed", "draws")}
    origin["rq_run"] = content.get("baseline", {}).get("run") or ""
    return pa.table(columns | {key: pa.array([value] * len(rows)) for key, value in origin.items()})


def main_rows(content: dict[str, Any]) -> list[dict[str, Any]]:
    """The measures with one depth cut a level: the one with as many classes as there are prefixes, nearly.

    >>> from hrq.evaluate.agreement.report import agreement
    >>> from hrq.runs import load_run
    >>> rows = main_rows(agreement(load_run("mammals-2d-ghrq")))
    >>> [row["name"] for row in rows if row["tokens"] == 1]
    ['best_match_f1', 'wup_similarity', 'path_similarity', 'adjusted_mutual_information']
    """
    mains = content["main_cuts"]
    return [row for row in content["measures"] if row["cut"] in (None, mains.get(str(row["tokens"] or 1)))]


def _type(name: str) -> pa.DataType:
    if name == "name":
        return pa.string()
    return pa.int64() if name in INTEGERS else pa.bool_() if name == "sampled" else pa.float64()
