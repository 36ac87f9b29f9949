"""The training screen: choose data and settings, start, watch the codebooks come alive, stop, go on."""

from typing import Any

import streamlit as st

from hrq.errors import HrqError, clipped
from hrq.jobs.launch import activity
from hrq.runs import RunSummary
from hrq.runs.own_runs import free_name
from hrq.train.app import trainings
from hrq.train.settings.options import words_of
from hrq.train.settings.presets import with_preset
from hrq.train.vectors.shelf import source_of
from hrq.views.frame import caches, shell, state
from hrq.views.frame.text import count, plain
from hrq.views.train import estimate, fit, hierarchy, options, watch
from hrq.views.train.start import SAID, begin

SUGGESTED = "my-first-run"
NAME, RECIPE, KIND, KEPT = "train name", "train recipe", "train kind", "train kept"
KINDS = ("A hierarchy", "Vectors alone")
RECIPES: dict[str, dict[str, Any]] = {
    "In half a minute": {
        "hierarchy": "wordnet:mammal.n.01",
        "dimension": 2,
        "levels": 3,
        "codewords": 16,
        "epochs": 150,
        "burn_in": 0.3,
    },
    "In five minutes": {
        "hierarchy": "wordnet:animal.n.01",
        "dimension": 16,
        "levels": 4,
        "codewords": 32,
        "epochs": 150,
    },
    "Full": {"hierarchy": "wordnet", "dimension": 16, "levels": 4, "codewords": 256},
}
WHAT = {
    "In half a minute": "mammals in a 2-D disk: about half a minute on an idle laptop",
    "In five minutes": "all animals, 16 dimensions: some minutes",
    "Full": "all 82,115 nouns, 16 dimensions, as the bundled noun models: an hour or more without a GPU",
}

OWN = {
    "In half a minute": "a 2-D disk and few passes: a first look; how long it takes for your hierarchy is told below",
    "In five minutes": "16 dimensions: codes that follow the hierarchy far better; how long it takes is told below",
    "Full": "16 dimensions and all passes: the settings of the bundled noun models; how long it takes is told below",
}


def page() -> None:
    """A training to watch, where the address names one, else the form for a new one."""
    dark = st.context.theme.type == "dark"
    watched = _watched()
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.title("Train" if watched is None else f"Train: {plain(watched.name)}", anchor=False, width="content")
    if said := st.session_state.pop(SAID, ""):
        st.error(plain(said), icon=":material/error:")
    if (name := state.given(state.RUN)) and name not in {one.name for one in caches.summaries()}:
        st.info(
            f"There is no run named {plain(clipped(name))}: it was deleted or renamed.", icon=":material/search_off:"
        )
    _going_on(watched)
    if watched is not None:
        watch.show(watched, _duplicate, dark=dark)
    else:
        st.session_state.setdefault(KIND, KINDS[0])
        kind = st.segmented_control("Learn from", KINDS, required=True, key=KIND, on_change=_kind_chosen)
        fit.show() if kind == KINDS[1] else _form()
    shell.close_page()


def _watched() -> RunSummary | None:
    """The own run of the address, if it was or is trained here."""
    name = state.given(state.RUN)
    found = next((one for one in caches.summaries() if one.name == name and not one.bundled), None)
    if found is None or (found.config is not None and found.config.origin == "imported"):
        return None
    return found


def _going_on(watched: RunSummary | None) -> None:
    """Links to all trainings that go on or wait, whoever began them."""
    living = [one for one in caches.summaries() if not one.bundled and activity(one.folder).lives]
    others = [one for one in living if watched is None or one.name != watched.name]
    if others:
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.markdown(f"**{count(len(others), 'other training goes', 'other trainings go')} on:**", width="content")
            for one in others:
                st.button(
                    plain(one.name), key=f"watch {one.name}", icon=":material/monitoring:", on_click=state.put,
                    kwargs={"run": one.name},
                )  # fmt: skip


def _form() -> None:
    if options.key("dimension") not in st.session_state:  # nobody was here yet, or Streamlit forgot the widgets
        _begin_form()
    st.pills(
        "How long",
        list(RECIPES),
        key=RECIPE,
        on_change=_recipe_chosen,
        help="Fills in the settings below.",
    )
    recipe = st.session_state.get(RECIPE) or ""
    own = OWN.get(recipe, "") if hierarchy.is_own() else WHAT.get(recipe, "")
    st.caption(own or "Your own settings.")
    spec = hierarchy.choose()
    given, problem = {}, ""
    defaults: dict[str, Any] = {}
    try:
        given = options.read() | ({"hierarchy": spec} if spec else {})
        defaults = with_preset(given, caches.pairs(spec) if spec else 0).model_dump()
    except HrqError as error:
        problem = str(error)
        defaults = with_preset({}, 0).model_dump()
    options.show(defaults)
    if problem:
        st.error(plain(problem), icon=":material/error:")
    elif spec:
        st.session_state[KEPT] = recipe, given
        estimate.advise(len(caches.hierarchy(spec)), "nodes", defaults)
        estimate.show(["train", *words_of(given)], defaults)
    _start_row(spec, given, problem)


def _begin_form() -> None:
    """The first recipe; or the form as it was before a training was watched, or another page."""
    recipe, given = st.session_state.get(KEPT, ("", {}))
    if given:
        _fill(given)
        st.session_state[RECIPE] = recipe or None
    else:
        _take_recipe("In half a minute")


def _start_row(spec: str | None, given: dict[str, Any], problem: str) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        if NAME not in st.session_state:
            st.session_state[NAME] = free_name(SUGGESTED)
        st.text_input("Name of the run", key=NAME, width=260, max_chars=60)
        st.button(
            "Start training", key="start training", type="primary", icon=":material/play_arrow:",
            disabled=bool(problem) or spec is None, on_click=_start, args=(given,),
        )  # fmt: skip


def _start(given: dict[str, Any]) -> None:
    begin(NAME, SUGGESTED, lambda name: trainings.start(name, given))


def _kind_chosen() -> None:
    """Each kind begins with its own settings."""
    if st.session_state.get(KIND) == KINDS[1]:
        options.fill({})
    else:
        _take_recipe("In half a minute")


def _recipe_chosen() -> None:
    chosen = st.session_state.get(RECIPE)
    if chosen:
        _take_recipe(chosen)


def _take_recipe(name: str) -> None:
    """A recipe's settings; a hierarchy of one's own stays, with as many codewords as it needs."""
    st.session_state[RECIPE] = name
    if hierarchy.is_own():
        options.fill({key: value for key, value in RECIPES[name].items() if key != "hierarchy"})
        hierarchy.room_for_chosen(RECIPES[name]["codewords"])
    else:
        _fill(RECIPES[name])


def _fill(given: dict[str, Any]) -> None:
    options.fill(given)
    hierarchy.fill(str(given.get("hierarchy", "")))


def _duplicate(name: str) -> None:
    """Into the form with a run's own settings, under a new name."""
    found = next((one for one in caches.summaries() if one.name == name), None)
    try:
        if found is not None and trainings.is_fit(found.folder):
            fit.fill(name, source_of(found.folder), trainings.given(found.folder))
            st.session_state[KIND] = KINDS[1]
        else:
            given = trainings.to_repeat(found.folder) if found is not None else {}
            st.session_state[KIND] = KINDS[0]
            _fill(given)
            st.session_state[NAME] = free_name(name)
    except HrqError as error:
        st.session_state[SAID] = str(error)
        return
    st.session_state[RECIPE] = None
    state.put(run=None)
