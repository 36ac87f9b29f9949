"""One training as it goes: state, time left, losses, how the codebooks are used, the disk with its moving codewords.

Everything is read from the run's folder, so a reload, a second tab or a server started anew shows the same.
"""

import math
import time
from collections.abc import Callable

import streamlit as st

from hrq.errors import HrqError
from hrq.figures.theme import theme
from hrq.figures.training import Curve, Moment, curves, moment, replay
from hrq.jobs.launch import Activity, activity, ask_to_stop
from hrq.jobs.turns import waiting
from hrq.runs import RunSummary
from hrq.train.app import trainings
from hrq.train.app.history import History, read_history
from hrq.train.engine import snapshots
from hrq.views.frame import caches, state
from hrq.views.frame.text import count, plain

EVERY = 1.0  # seconds between two looks at a training that goes on
SILENT = 30.0  # seconds after which silence is said
LOSSES = {
    "contrastive": "Contrastive loss",
    "reconstruction": "Error of the encoder alone",
    "through codes": "Error through the codes",
    "quantizer": "Loss of the quantizer",
}
COUNTED = ("pairs", "vectors")  # what trainings and fits go through
MOST_MOMENTS = 60  # pictures of a replay
WORDS = {
    "waiting": (":material/hourglass_empty:", "Waiting for its turn"),
    "starting": (":material/hourglass_top:", "Starting"),
    "working": (":material/play_circle:", "Training"),
    "dead": (":material/heart_broken:", "Dead: its process ended without a word, killed or cut off"),
    "failed": (":material/error:", "Failed"),
    "finished": (":material/check_circle:", "Finished"),
    "stopped": (":material/stop_circle:", "Stopped"),
    "unfinished": (":material/pause_circle:", "Never finished"),
}


def show(summary: RunSummary, on_duplicate: Callable[[str], None], *, dark: bool) -> None:
    """Draw a run's training; while it goes on, the picture renews itself."""
    lives = activity(summary.folder).lives
    # a fragment only while it lives: what its buttons change afterwards concerns the whole page
    draw = st.fragment(_live, run_every=EVERY) if lives else _live
    draw(summary, dark, lives, on_duplicate)


def _live(summary: RunSummary, dark: bool, lived: bool, on_duplicate: Callable[[str], None]) -> None:
    now, history = activity(summary.folder), read_history(summary.folder)
    _headline(summary, now, history)
    if lived and not now.lives:  # it ended: the whole page says what can be done now
        caches.summaries.clear()
        st.rerun(scope="app")
    if now.lives:
        _controls(summary, now)
    else:
        _afterwards(summary, on_duplicate)
    if not history.steps:
        return
    left, right = st.columns([1, 1], gap="medium")
    with left:  # first on a narrow screen
        _numbers(summary, history, now)
        if now.lives:
            _disk(summary, _what(history), dark=dark)
        else:
            _replay(summary, _what(history), dark=dark)
    with right:
        _curves(history, dark=dark)


def _headline(summary: RunSummary, now: Activity, history: History) -> None:
    found = now.state if now.lives or now.state in ("dead", "failed") else summary.state
    icon, words = WORDS.get(found, WORDS["unfinished"])
    parts = [words]
    if now.state == "waiting":
        line = waiting()
        ahead = line.index(summary.folder.name) if summary.folder.name in line else 0
        parts = [f"{words}: " + (f"{count(ahead, 'run')} before it" if ahead else "it is the next")]
    elif now.state == "working" and history.phase != "training":
        parts = [f"{history.phase.capitalize()} …"]
    elif now.state == "working" and not math.isnan(history.seconds_left):
        parts.append(f"{duration(history.seconds_left)} left")
    st.markdown(f"{icon} **{' · '.join(parts)}**")
    if now.lives and history.total:
        st.progress(min(1.0, history.done / history.total), text=_progress_text(history))
    if now.state == "failed":
        st.error(plain(now.told), icon=":material/error:")
    silence = time.time() - history.last if history.last else 0.0
    if now.state == "working" and silence > SILENT and history.phase == "training":
        st.warning(f"Nothing was heard from it for {duration(silence)}: the machine may be busy or asleep.")
    if not now.lives and found in ("dead", "failed", "stopped", "unfinished"):
        st.caption(_last_good(summary))


def _progress_text(history: History) -> str:
    paces = {one: history.newest.get(f"{one}_a_second") for one in COUNTED} if history.phase == "training" else {}
    told = "".join(f" · {pace:,} {one} a second" for one, pace in paces.items() if isinstance(pace, int | float))
    return f"{history.phase}: {history.done:,} of {history.total:,}{told} · at work for {duration(history.seconds)}"


def _last_good(summary: RunSummary) -> str:
    step = trainings.checkpoint_step(summary.folder)
    loads = "What it had reached can be looked at. " if summary.hash else ""
    if step is None:
        return f"{loads}There is no checkpoint: Resume begins at the first step."
    return f"{loads}Its last good state is of step {step:,}: Resume goes on from there as if nothing had happened."


def _controls(summary: RunSummary, now: Activity) -> None:
    asked = (summary.folder / "stop").exists()
    st.button(
        "Stopping …" if asked else "Stop",
        key="stop training",
        icon=":material/stop:",
        disabled=asked,
        on_click=ask_to_stop,
        args=(summary.folder,),
        help="Ends it between two steps and keeps what it has reached as a run; Resume goes on later.",
    )


def _numbers(summary: RunSummary, history: History, now: Activity) -> None:
    newest, seen = history.newest, snapshots.steps_seen(summary.folder)
    dead, usage = newest.get("dead"), newest.get("perplexity")
    with st.container(horizontal=True, gap="medium"):
        st.metric("Step", f"{history.steps[-1]:,}", width="content")
        loss = newest.get("contrastive", newest.get("through codes", newest.get("reconstruction")))
        st.metric("Loss", "–" if loss is None else f"{loss:.3f}", width="content")
        if seen and (unique := _snapshot(summary, seen[-1]).unique) is not None:
            st.metric(
                "Different codes", f"{unique:.0%}", width="content",
                help=f"Share of different codes among the {_what(history)} (at most 5,000), nearest codewords taken.",
            )  # fmt: skip
        if isinstance(dead, list):
            st.metric(
                "Dead codewords", " · ".join(str(one) for one in dead), width="content",
                help=f"By level: codewords that no {_what(history)[:-1]} chose since they were last looked after.",
            )  # fmt: skip
    if usage is None:
        st.caption("The points settle first; the codebooks join later, and then codewords appear in the disk.")


def _curves(history: History, *, dark: bool) -> None:
    look, steps = theme(dark=dark), history.steps
    for name, title in LOSSES.items():
        line = Curve(name, steps, history.series(name))
        if any(value is not None for value in line.values):
            figure = curves([line], title, look, from_zero=name != "contrastive")
            st.plotly_chart(figure, key=f"{name} loss", theme=None, config={"displayModeBar": False}, alt=title)
    usage = history.newest.get("perplexity")
    if isinstance(usage, list):
        lines = [Curve(f"level {i + 1}", steps, history.series("perplexity", i)) for i in range(len(usage))]
        figure = curves(lines, "Codewords in use, by level (perplexity)", look)
        st.plotly_chart(figure, key="usage", theme=None, config={"displayModeBar": False}, alt="Usage over the steps")


def _disk(summary: RunSummary, what: str, *, dark: bool) -> None:
    seen = snapshots.steps_seen(summary.folder)
    if not seen:
        return
    figure = moment(_moment(summary, seen[-1]), theme(dark=dark), rim=_has_rim(summary))
    st.plotly_chart(figure, key="live disk", theme=None, config={"staticPlot": True}, alt="The disk as it is now")
    st.caption(_key(seen[-1], what))


def _replay(summary: RunSummary, what: str, *, dark: bool) -> None:
    seen = snapshots.steps_seen(summary.folder)
    if not seen:
        return
    shown = seen[:: -max(1, -(-len(seen) // MOST_MOMENTS))][::-1]
    try:
        moments = [_moment(summary, step) for step in shown]
    except HrqError as error:
        st.caption(plain(str(error)))
        return
    figure = replay(moments, theme(dark=dark), rim=_has_rim(summary))
    st.plotly_chart(
        figure, key="replay", theme=None, config={"displayModeBar": False}, alt="The disk over the whole training"
    )
    st.caption(f"Replay of {count(len(moments), 'moment')}. {_key(shown[-1], what)}")


def _what(history: History) -> str:
    """What the points are."""
    return "vectors" if "vectors_a_second" in history.newest else "nodes"


def _key(step: int, what: str) -> str:
    return (
        f"Step {step:,}. Dots: {what} (at most 600), the first seven level-1 codewords in colour. Squares: the "
        f"codewords, larger the more {what} take them; hollow: dead."
    )


def _has_rim(summary: RunSummary) -> bool:
    return summary.config is None or summary.config.curvature > 0


def _moment(summary: RunSummary, step: int) -> Moment:
    found = _snapshot(summary, step)
    return Moment(found.step, found.points, found.tokens, found.codewords, found.usage)


def _snapshot(summary: RunSummary, step: int) -> snapshots.Snapshot:
    return snapshots.read(summary.folder, step)


def _afterwards(summary: RunSummary, on_duplicate: Callable[[str], None]) -> None:
    """What can be done with a training that does not go on."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if summary.hash:
            for page, label in (("pages/Explore.py", "Open in Explore"), ("pages/Trees.py", "Open in Trees")):
                st.page_link(page, label=label, icon=":material/open_in_new:", query_params={"run": summary.name})
        if summary.state != "finished" and trainings.can_resume(summary.folder):
            st.button(
                "Resume", key="resume training", icon=":material/play_arrow:", type="primary", on_click=_resume,
                args=(summary,), help="Goes on from the last checkpoint, with the same result as without the pause.",
            )  # fmt: skip
        st.button(
            "Duplicate with changes", key="duplicate training", icon=":material/content_copy:",
            on_click=on_duplicate, args=(summary.name,),
        )  # fmt: skip
        st.button("New training", key="new training", icon=":material/add:", on_click=state.put, kwargs={"run": None})


def _resume(summary: RunSummary) -> None:
    try:
        trainings.resume(summary.folder)
    except HrqError as error:
        st.session_state["train said"] = str(error)
    caches.summaries.clear()


def duration(seconds: float) -> str:
    """`40 s`, `5 min`, `2 h 10 min`."""
    if not math.isfinite(seconds):
        return "an unknown time"
    if seconds < 90:
        return f"{max(seconds, 0):.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
