"""The Compare screen: runs side by side, only what differs, a winner only where intervals are apart."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import streamlit as st

from hrq.evaluate.compare.files import comparison_csv, comparison_latex, comparison_markdown
from hrq.evaluate.compare.merits import MERITS
from hrq.evaluate.compare.runs import (
    Compared,
    Row,
    cell_text,
    chosen_evaluations,
    differing_settings,
    kinds_of_evaluation,
    obstacles,
    row_of,
    shown_merits,
    winner,
)
from hrq.figures.comparison import curves
from hrq.figures.theme import theme
from hrq.runs import RunSummary
from hrq.views.compare import data
from hrq.views.frame import shell, state
from hrq.views.frame.text import plain

RUNS, EVALUATION, EVERY, TABLE, NUMBER, ALONG = (
    f"compare {one}" for one in ("runs", "evaluation", "every", "table", "number", "along")
)
FIRST = ("nouns-16d-rq", "nouns-16d-hrq", "nouns-16d-ghrq", "nouns-16d-tangent")  # what is shown to who names no run
MOST = 12
LEGEND = (
    "± is half of a 95 % interval: between seeds where several stand behind a number, else over the nodes that were "
    "asked. In brackets the control or baseline of the number. ★ is ahead of all others for sure: its interval meets "
    "none of theirs, and every run has one. Choose a number to see what it means and where it comes from."
)


def page() -> None:
    """Draw the screen of the runs in the address."""
    st.title("Compare", anchor=False)
    summaries = data.comparable()
    if not summaries:
        shell.no_runs()
    chosen = _choose(summaries)
    if len(chosen) < 2:
        st.info("Choose two runs or more to hold them side by side.", icon=":material/compare_arrows:")
        shell.close_page()
        return
    runs = data.compared(chosen)
    for sentence in obstacles(runs):
        st.warning(f"{sentence} No winner is marked.", icon=":material/warning:")
    _settings(runs)
    kind = _choose_evaluation(runs)
    rows = [row_of(run, kind) for run in runs]
    _numbers(runs, rows, marked=not obstacles(runs))
    _curves(runs, kind)
    _exports([run.name for run in runs], rows)
    shell.close_page()


def _choose(summaries: list[RunSummary]) -> list[RunSummary]:
    known = {one.name: one for one in summaries}
    named = (state.given(state.RUNS) or "").split(",")
    first = [name for name in named if name in known] or [name for name in FIRST if name in known]
    st.session_state[RUNS] = first or list(known)[:2]
    chosen = st.multiselect(
        "Runs",
        list(known),
        key=RUNS,
        max_selections=MOST,
        on_change=lambda: state.put(runs=",".join(st.session_state[RUNS]) or None),
        help="Trained models, bundled or your own. The first one is the one that others differ from.",
    )
    unknown = [name for name in named if name and name not in known]
    if unknown:
        st.warning(f"There is no such run, or none with numbers: {plain(', '.join(unknown))}.")
    return [known[name] for name in chosen]


def _settings(runs: Sequence[Compared]) -> None:
    st.subheader("What differs", anchor=False)
    every = st.toggle("Show all settings", key=EVERY)
    found = differing_settings(runs, every=every)
    if not found:
        st.caption("All settings are the same: these runs repeat one another.")
        return
    columns = {"run": [run.name for run in runs]} | {name: [_text(one) for one in row] for name, row in found.items()}
    st.dataframe(pa.table(columns), hide_index=True, alt="The settings of each run")


def _choose_evaluation(runs: Sequence[Compared]) -> str | None:
    kinds = kinds_of_evaluation(runs)
    if not kinds:
        st.caption("None of these runs was asked for held-out ancestors yet. This does it:")
        st.code(f"python -m hrq evaluate {runs[0].name}", language="bash", wrap_lines=True)
        return None
    st.session_state[EVALUATION] = state.one_of(state.KIND_OF_NUMBER, kinds, kinds[0])
    chosen: str = st.selectbox(
        "Evaluation",
        kinds,
        key=EVALUATION,
        on_change=lambda: state.put(numbers=st.session_state[EVALUATION]),
        format_func=_kind_text,
        help="The split that was asked about, the downstream model's size, and what else it saw.",
    )
    lacking = [run.name for run in runs if not chosen_evaluations(run, chosen)]
    if lacking:
        st.caption(f"Not evaluated in this way: {plain(', '.join(lacking))}.")
    return chosen


def _kind_text(kind: str) -> str:
    split, size, *rest = kind.split("-")
    said = {"sample": "a sample of {} nodes", "glosses": "codes and glosses", "vote": "taught by the vote too"}
    extra = [
        said["sample"].format(f"{int(one[6:]):,}") if one.startswith("sample") else said.get(one, one) for one in rest
    ]
    return ", ".join([f"split {split}", f"{size} model", *extra])


def _numbers(runs: Sequence[Compared], rows: Sequence[Row], *, marked: bool) -> None:
    st.subheader("Numbers", anchor=False)
    merits = shown_merits(rows)
    if not merits:
        st.caption("None of these runs has a number.")
        return
    ahead = {merit.key: winner(merit, rows) if marked else None for merit in merits}
    columns: dict[str, Any] = {"run": [run.name for run in runs]}
    for merit in merits:
        texts = [cell_text(row.get(merit.key), ahead=place == ahead[merit.key]) for place, row in enumerate(rows)]
        columns[f"{merit.title} {'↑' if merit.up else '↓'}"] = texts
    st.dataframe(
        pa.table(columns),
        hide_index=True,
        key=TABLE,
        on_select=lambda: _take([merit.key for merit in merits], [run.name for run in runs], list(columns)),
        selection_mode="single-cell",
        column_config={"run": st.column_config.Column(pinned=True)},
        alt="Each run's numbers with intervals; ★ marks a run that is ahead for sure",
    )
    st.caption(LEGEND)
    _explain(runs, rows, [merit.key for merit in merits])


def _take(keys: list[str], names: list[str], titles: list[str]) -> None:
    """A click in the table, as a number's name in the address."""
    cells = st.session_state[TABLE]["selection"]["cells"]
    if cells and cells[0][1] in titles[1:]:
        state.put(number=f"{keys[titles.index(cells[0][1]) - 1]}:{names[int(cells[0][0])]}")


def _explain(runs: Sequence[Compared], rows: Sequence[Row], keys: list[str]) -> None:
    """One number: what it means, the command, the data."""
    names = [run.name for run in runs]
    options = [f"{key}:{name}" for key in keys for name, row in zip(names, rows, strict=True) if key in row]
    st.session_state[NUMBER] = state.one_of(state.NUMBER, options, options[0])
    chosen = st.selectbox(
        "What is this number?",
        options,
        key=NUMBER,
        on_change=lambda: state.put(number=st.session_state[NUMBER]),
        format_func=lambda one: f"{MERITS[one.partition(':')[0]].title} of {one.partition(':')[2]}",
    )
    key, _, name = chosen.partition(":")
    cell, merit = rows[names.index(name)][key], MERITS[key]
    interval = f"95 % interval {cell.low:.4f} … {cell.high:.4f}, " if cell.low is not None else "no interval, "
    behind = f"{cell.seeds} seeds" if cell.seeds > 1 else "one seed"
    over = f", {cell.n:,} pairs" if cell.n else ""
    control = f" {cell.control_name.capitalize()}: {cell.control:.4f}." if cell.control is not None else ""
    st.markdown(
        f"**{plain(merit.title)} of {plain(name)}: {cell.value:.4f}** ({interval}{behind}{over}).{control}  \n"
        f"{plain(merit.definition)}  \nFrom: {plain(cell.source)}."
    )
    st.code(cell.command, language="bash", wrap_lines=True)
    st.download_button(
        "Data of all numbers (CSV)",
        lambda: comparison_csv(names, rows),
        "comparison.csv",
        "text/csv",
        key="compare data",
        on_click="ignore",
        icon=":material/download:",
    )


def _curves(runs: Sequence[Compared], kind: str | None) -> None:
    if kind is None:
        return
    st.subheader("Curves", anchor=False)
    along = st.segmented_control(
        "Filtered recall at 10, along",
        list(data.GROUPS),
        default="by_distance",
        key=ALONG,
        required=True,
        format_func=lambda one: data.GROUPS[one],
    )
    look = theme(dark=st.context.theme.type == "dark")
    lines = data.lines(runs, kind, along)
    st.plotly_chart(
        curves(lines, look, across=data.GROUPS[along], upwards="recall_filtered@10"),
        key="compare curves",
        theme=None,
        config={"displaylogo": False},
        alt=f"Filtered recall at 10 of each run along: {data.GROUPS[along]}.",
    )
    if along == "epoch":
        st.caption("On the held-out part of the training pairs that decides when to stop; one seed.")


def _exports(names: list[str], rows: Sequence[Row]) -> None:
    note = "± is half of a 95 % interval; in brackets the control or baseline; a star is ahead of all others for sure."
    made = {
        "Markdown": (lambda: comparison_markdown(names, rows, note), "comparison.md", "text/markdown"),
        "LaTeX": (lambda: comparison_latex(names, rows, note), "comparison.tex", "text/x-tex"),
        "CSV": (lambda: comparison_csv(names, rows), "comparison.csv", "text/csv"),
    }
    with st.container(horizontal=True, gap="small"):
        for label, (make, name, kind) in made.items():
            st.download_button(
                label, make, name, kind, key=f"compare {label}", on_click="ignore", icon=":material/download:"
            )


def _text(value: Any) -> str:
    if isinstance(value, list):
        return " × ".join(str(one) for one in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
