"""The runs screen: all bundled and own runs, what can be done with each, and the ways in for those made elsewhere."""

import datetime
from pathlib import Path
from typing import Any

import streamlit as st

from hrq.errors import HrqError, clipped
from hrq.jobs.launch import activity
from hrq.runs import RunSummary
from hrq.runs.archive import export_run
from hrq.runs.own_runs import LONGEST_NOTE, delete, most_runs, note, rename, size_on_disk, write_note
from hrq.views.frame import caches, shell, state
from hrq.views.frame.text import count, plain
from hrq.views.runs import bring_in

TABLE, SAID, DONE = "runs table", "runs said", "runs done"
OPEN = {"pages/Explore.py": "Explore", "pages/Trees.py": "Trees", "pages/Train.py": "Its training"}


def page() -> None:
    """Draw the screen."""
    st.title("Runs", anchor=False)
    if said := st.session_state.pop(SAID, ""):
        st.error(plain(said), icon=":material/error:")
    if done := st.session_state.pop(DONE, ""):
        st.success(plain(done), icon=":material/check:")
    summaries = sorted(caches.summaries(), key=_place)
    own = sum(not one.bundled for one in summaries)
    st.caption(
        f"{count(len(summaries), 'run')}: {len(summaries) - own} bundled, {own} of your own (at most {most_runs():,} "
        "are kept). Choose a row to see what can be done with it."
    )
    chosen = _table(summaries)
    if chosen is not None:
        _panel(chosen)
    bring_in.show()
    shell.close_page()


def _table(summaries: list[RunSummary]) -> RunSummary | None:
    """The table; returns the run of the chosen row, or else the one of the address."""
    if not summaries:
        st.info("There is no run here yet. Train one, or bring one in below.", icon=":material/inventory_2:")
        return None
    event: Any = st.dataframe(
        [_row(one) for one in summaries],
        key=TABLE,
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        placeholder="–",
        column_config={
            "size": st.column_config.NumberColumn("size", format="bytes"),
            "date": st.column_config.DatetimeColumn("date", format="YYYY-MM-DD HH:mm"),
            "note": st.column_config.TextColumn("note", width="medium"),
        },
    )
    rows = event.selection.rows
    name = summaries[rows[0]].name if rows and rows[0] < len(summaries) else state.given(state.RUN)
    return next((one for one in summaries if one.name == name), None)


def _row(summary: RunSummary) -> dict[str, Any]:
    size, _ = _facts(str(summary.folder), summary.hash or str(_stamp(summary)))
    config, text = summary.config, note(summary)
    learnt = config is not None and config.origin != "imported"
    return {
        "name": summary.name,
        "state": _state(summary),
        "where": "bundled" if summary.bundled else "own",
        "date": None if summary.bundled else _changed(summary),  # of bundled runs a file's date is the installation's
        "size": size,
        "hierarchy": (config.hierarchy or "none") if config is not None else "–",
        "codes by": config.quantizer if config is not None else "–",
        "d": (config.dimension or None) if config is not None else None,
        "c": config.curvature if config is not None and config.dimension else None,
        "code": " × ".join(str(one) for one in config.sizes) if config is not None else "–",
        "made": config.origin if config is not None else "–",
        "epochs": config.epochs if learnt and config is not None else None,
        "seed": config.seed if learnt and config is not None else None,
        "note": text.splitlines()[0] if text else "",
    }


def _place(summary: RunSummary) -> tuple[bool, float, str]:
    """One's own runs first, the newest before all; then what came with hrq, by name."""
    return summary.bundled, 0.0 if summary.bundled else -_changed(summary).timestamp(), summary.name


def _changed(summary: RunSummary) -> datetime.datetime:
    return _facts(str(summary.folder), summary.hash or str(_stamp(summary)))[1]


def _stamp(summary: RunSummary) -> float:
    try:
        return summary.folder.stat().st_mtime
    except OSError:
        return 0.0


@st.cache_data(max_entries=1000, show_spinner=False)
def _facts(folder: str, version: str) -> tuple[int, datetime.datetime]:
    """Size and date; of one that somebody else deleted meanwhile, nothing and the first of all dates."""
    path = Path(folder)
    manifest = path / "manifest.json"
    try:
        changed = (manifest if manifest.is_file() else path).stat().st_mtime
    except FileNotFoundError:
        return 0, datetime.datetime.fromtimestamp(0)
    return size_on_disk(path), datetime.datetime.fromtimestamp(changed)


def _state(summary: RunSummary) -> str:
    if summary.bundled:
        return summary.state
    now = activity(summary.folder)
    if now.lives:
        return {"waiting": "waiting", "starting": "starting"}.get(now.state, "training")
    return now.state if now.state in ("dead", "failed") and summary.state != "finished" else summary.state


def _panel(summary: RunSummary) -> None:
    with st.container(border=True):
        st.markdown(f"**{plain(summary.name)}** · {plain(_state(summary))}")
        if summary.problem:
            st.error(plain(summary.problem), icon=":material/error:")
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            for page, label in OPEN.items():
                if not summary.bundled if page == "pages/Train.py" else summary.hash:
                    st.page_link(page, label=label, icon=":material/open_in_new:", query_params={"run": summary.name})
            if summary.hash:
                st.download_button(
                    "Export (zip)", lambda: export_run(summary), f"{summary.name}.zip", "application/zip",
                    on_click="ignore", icon=":material/download:", help="The whole run, with its hierarchy and note.",
                )  # fmt: skip
            if not summary.bundled:
                _own_actions(summary)
        st.text_area(
            "Note", value=note(summary), key=f"note {summary.name}", max_chars=LONGEST_NOTE, height=80,
            on_change=_keep_note, args=(summary, note(summary)), placeholder="What is worth remembering about this run",
        )  # fmt: skip


def _keep_note(summary: RunSummary, seen: str) -> None:
    """Keep what was written, unless somebody else wrote something meanwhile: then that is shown first."""
    meant, now = st.session_state[f"note {summary.name}"], note(summary)
    if now not in (seen, meant.strip()):
        st.session_state[SAID] = (
            f"Somebody else wrote a note about {summary.name} meanwhile: “{clipped(now)}”. Yours is in the field; "
            "change it once more to keep it instead."
        )
        return
    try:
        write_note(summary, meant)
    except HrqError as error:
        st.session_state[SAID] = str(error)


def _own_actions(summary: RunSummary) -> None:
    """Renaming, and deleting after a question."""
    with st.popover("Rename …", icon=":material/edit:"):
        st.text_input("New name", value=summary.name, max_chars=60, key="new run name")
        st.button("Rename", type="primary", key="do rename", on_click=_rename, args=(summary,))
    with st.popover("Delete …", icon=":material/delete:"):
        size = size_on_disk(summary.folder) / 1e6
        st.markdown(f"**{plain(summary.name)}** and all its files ({size:.1f} MB) will be gone for good.")
        st.button("Delete for good", type="primary", key="do delete", on_click=_delete, args=(summary,))


def _rename(summary: RunSummary) -> None:
    try:
        name = rename(summary, st.session_state["new run name"])
    except HrqError as error:
        st.session_state[SAID] = str(error)
        return
    caches.summaries.clear()
    state.put(run=name)
    st.session_state[DONE] = f"It is named {name} now."


def _delete(summary: RunSummary) -> None:
    try:
        delete(summary)
    except HrqError as error:
        st.session_state[SAID] = str(error)
        return
    caches.summaries.clear()
    state.put(run=None)
    st.session_state[DONE] = f"{summary.name} was deleted."
