"""The agreement of the two trees in numbers, each beside shuffled codes and the rq run; measured once, when asked."""

from pathlib import Path
from typing import Any

import streamlit as st

from hrq.errors import HrqError
from hrq.evaluate.agreement.report import baseline_command, baseline_of, kept_agreement, with_baseline
from hrq.evaluate.agreement.table import agreement_table, main_rows
from hrq.jobs.launch import activity, begin
from hrq.runs import Run
from hrq.runs.aside import own_aside
from hrq.views.frame import caches, downloads
from hrq.views.frame.text import markup, plain

TITLES = {
    "best_match_f1": "Best-match F1",
    "dendrogram_purity": "Dendrogram purity",
    "adjusted_mutual_information": "Adjusted mutual information",
    "wup_similarity": "Wu–Palmer similarity",
    "path_similarity": "Path similarity",
    "triplet_agreement": "Triplet agreement",
    "rank_correlation": "Rank correlation (negative is good)",
}
HEADER = ("Measure", "tokens", "cut", "this run", "95 %", "shuffled", "95 % of draws", "rq", "95 %")
EVERY_CUT = "every cut"


def show(run: Run) -> None:
    """Draw the panel, folded until it is asked for."""
    panel = st.expander("Agreement in numbers", key="agreement panel", on_change="rerun", icon=":material/balance:")
    if not panel.open:
        return
    with panel:
        content = kept_agreement(run)
        if content is None:
            _offer(run)
        else:
            _numbers(run, content)


def _making(run: Run) -> Path:
    return own_aside(run.hash) / "making-agreement"


@st.fragment(run_every="2s")
def _offer(run: Run) -> None:
    if kept_agreement(run) is not None:
        st.rerun()
    found = activity(_making(run))
    if found.lives:
        st.markdown("Measuring, in a process of its own: you can go on, or close the page …")
        return
    minutes = "a minute or two" if len(run.names) > 20_000 else "some seconds"
    st.markdown(f"This run's agreement was not measured yet. It takes {minutes}, once, and is kept beside the run.")
    if found.told:
        st.error(f"It was not finished: {plain(found.told)}", icon=":material/error:")
    st.button("Measure it", type="primary", icon=":material/play_arrow:", on_click=_begin, args=(run,))
    st.caption(f"`python -m hrq agreement {plain(run.name)}` does the same.")


def _begin(run: Run) -> None:
    try:
        begin(_making(run), ["agreement", str(run.folder), "--json"])
    except HrqError as error:
        st.toast(plain(str(error)), icon=":material/error:")


@caches.of_run()
def _beside_baseline(run: Run, baseline: str, _content: dict[str, Any]) -> dict[str, Any]:
    return with_baseline(run, _content)


def _numbers(run: Run, content: dict[str, Any]) -> None:
    other = None if run.config.quantizer == "rq" else baseline_of(run)
    whole = content
    if other is not None:
        known = kept_agreement(caches.run(other.name)) is not None
        if known:
            whole = _beside_baseline(run, other.hash, content)
        else:
            told = f"python -m hrq agreement {other.name}"
            st.caption(f"The numbers of {plain(other.name)} were not measured yet: `{told}` does it.")
    elif run.config.quantizer != "rq":
        st.caption("There is no `rq` run of this shape to compare with. This command makes one:")
        st.code(baseline_command(run), language="bash", wrap_lines=True)
    rows = whole["measures"] if st.toggle("Every depth cut", key=EVERY_CUT) else main_rows(whole)
    st.html(f'<div class="hrq-scroll">{table(rows)}</div>')
    st.caption(
        f"Shuffled: the same codes dealt out to other nodes, {content['draws']} draws, seed {content['seed']}. "
        f"{plain(content['intervals'])}. Of the cuts, the one with as many classes as there are prefixes is shown."
    )
    if content["left_out"]:
        st.info(plain(content["left_out"]), icon=":material/block:")
    with st.popover("What each means"):
        for name, text in content["definitions"].items():
            st.markdown(f"**{TITLES.get(name, name)}.** {plain(text)}")
    downloads.buttons(run, "agreement", lambda: agreement_table(whole), about="All numbers, every cut.")


def table(rows: list[dict[str, Any]]) -> str:
    """The measures as HTML, those of a kind below each other."""
    head = "".join(f"<th>{name}</th>" for name in HEADER)
    order = {name: place for place, name in enumerate(TITLES)}
    ranked = sorted(rows, key=lambda row: (order.get(row["name"], 99), row["cut"] or 0, row["tokens"] or 0))
    body = "".join("<tr>" + "".join(f"<td>{markup(cell)}</td>" for cell in cells(row)) + "</tr>" for row in ranked)
    return f'<table class="hrq-table left"><tr>{head}</tr>{body}</table>'


def cells(row: dict[str, Any]) -> list[str]:
    """The texts of a row; what was not measured is a dash."""

    def number(key: str) -> str:
        return "–" if row.get(key) is None else f"{row[key]:.3f}".replace("-0.000", "0.000")

    def ends(key: str) -> str:
        low, high = number(f"{key}low"), number(f"{key}high")
        return "–" if "–" in (low, high) else f"{low} … {high}"

    where = ["" if row[key] is None else str(row[key]) for key in ("tokens", "cut")]
    numbers = [number("value"), ends(""), number("shuffled"), ends("shuffled_"), number("rq"), ends("rq_")]
    return [TITLES.get(row["name"], row["name"]), *where, *numbers]
