"""Rates in groups: what is surely common leads, and only the nodes that are looked at count."""

from pathlib import Path

import numpy as np

from hrq.evaluate.mistakes.cases import Cases
from hrq.evaluate.mistakes.filter import Filter
from hrq.runs import load_run
from hrq.views.errors.rates import groups


def test_what_is_surely_common_leads(tiny_run: Path) -> None:
    """Depth 1 has 2 nodes, both wrong; depth 4 has 16, of which 15 are: fewer, and surer."""
    run = load_run(tiny_run)
    depth = run.hierarchy.depth
    wrong = (depth == 1) | ((depth == 4) & (np.arange(31) != 30))
    able, nothing = np.ones(31, dtype=bool), np.zeros(0, dtype=np.int64)
    cases = Cases(nothing, nothing, [], np.zeros(0), able, wrong, 31)
    by_depth = groups(run, cases, able, "depth", Filter())
    assert [(one.group, one.wrong, one.able) for one in by_depth] == [
        ("0", 0, 1), ("1", 2, 2), ("2", 0, 4), ("3", 0, 8), ("4", 15, 16),
    ]  # fmt: skip
    codes = np.asarray(run.codes)
    by_token = groups(run, cases, able, "prefix", Filter())
    lows = [one.low for one in by_token]
    assert lows == sorted(lows, reverse=True)
    assert max(one.low for one in by_depth) == by_depth[4].low
    inside = codes[:, 0] == codes[30, 0]
    some = groups(run, cases, inside, "prefix", Filter())
    assert [(one.group, one.able) for one in some] == [(str(codes[30, 0]), int(inside.sum()))]


def test_few_that_are_all_wrong_come_behind_many_that_nearly_are(tiny_run: Path) -> None:
    run = load_run(tiny_run)
    codes = np.asarray(run.codes)
    tokens, counts = np.unique(codes[:, 0], return_counts=True)
    few, many = tokens[counts.argmin()], tokens[counts.argmax()]
    wrong = (codes[:, 0] == few) | (codes[:, 0] == many)
    wrong[np.flatnonzero(codes[:, 0] == many)[0]] = False
    able, nothing = np.ones(31, dtype=bool), np.zeros(0, dtype=np.int64)
    found = groups(run, Cases(nothing, nothing, [], np.zeros(0), able, wrong, 31), able, "prefix", Filter())
    sure = {one.group: one.low for one in found}
    assert [one.group for one in found] == sorted(sure, key=lambda group: (-sure[group], group))
