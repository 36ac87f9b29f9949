"""What the Compare screen holds side by side, read from the small files of runs: no model is opened for it."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from hrq.evaluate.agreement.report import kept_agreement
from hrq.evaluate.compare.runs import Compared, chosen_evaluations
from hrq.figures.comparison import Line
from hrq.runs import RunSummary
from hrq.runs.evaluations import list_evaluations
from hrq.views.frame import caches

GROUPS = {"by_distance": "Links from u to the ancestor", "by_depth": "Depth of u", "epoch": "Epoch of the model"}
HEADLINE = "recall_filtered@10"


def comparable() -> list[RunSummary]:
    """The runs that have numbers: finished or stopped ones."""
    return [one for one in caches.summaries() if one.config is not None and one.hash and not one.problem]


def compared(summaries: Sequence[RunSummary]) -> list[Compared]:
    """The chosen runs with what they recorded and what they were evaluated to."""
    return [
        Compared(one.name, one.config, caches.metrics(one), _evaluations(one.hash), _agreement(one.hash, one))
        for one in summaries
        if one.config is not None
    ]


@st.cache_data(ttl="5s", show_spinner=False)
def _evaluations(run_hash: str) -> dict[str, dict[str, Any]]:
    return list_evaluations(run_hash)


@st.cache_data(ttl="5s", show_spinner=False)
def _agreement(run_hash: str, _summary: RunSummary) -> list[dict[str, Any]]:
    """The measures of the agreement report beside the run; none where there is none, or none that can be read."""
    found = kept_agreement(_summary)
    return found["measures"] if found is not None else []


def lines(runs: Sequence[Compared], kind: str | None, group: str) -> list[Line]:
    """A line a run along `group`, of the first seed; for depths and distances the Bayesian vote below them."""
    found = [(run.name, chosen_evaluations(run, kind)) for run in runs]
    drawn = [(name, evaluations[0]) for name, evaluations in found if evaluations]
    if group == "epoch":
        return [_course(name, one) for name, one in drawn]
    made = [_group(name, one["methods"]["model"], group) for name, one in drawn]
    if drawn and "bayesian" in drawn[0][1]["methods"]:
        made.append(_group("Bayesian vote, no codes", drawn[0][1]["methods"]["bayesian"], group, control=True))
    return made


def _course(name: str, evaluation: Mapping[str, Any]) -> Line:
    curve = evaluation["curve"]
    return Line(name, [one["epoch"] for one in curve], [one["recall_filtered"] for one in curve])


def _group(name: str, figures: Mapping[str, Any], group: str, *, control: bool = False) -> Line:
    rows = figures.get(group, [])
    return Line(
        name,
        [row["group"] for row in rows],
        [row["value"] for row in rows],
        [row["half"] for row in rows],
        [row["pairs"] for row in rows],
        control,
    )
