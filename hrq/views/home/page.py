"""The home screen: what this is, the models that are here with their numbers, the way in."""

import streamlit as st

from hrq.errors import HrqError
from hrq.runs import RunSummary
from hrq.views.frame import caches, pages, shell, state
from hrq.views.frame.text import plain
from hrq.views.home import hero
from hrq.views.home.table import table

WHAT = """
A model puts every node of a hierarchy, such as WordNet's nouns, on the **Poincaré ball**, where a tree has room. \
A **residual quantizer** then gives each node a short code: one codeword a level, the first one coarse, the last one \
fine. Here you see both, and whether the tree that the codes spell is the tree that the words belong to.
"""
WAYS = {
    "pages/Explore.py": "The disk: every node, the codewords of each level, and how one node's code came about",
    "pages/Codebooks.py": "The codewords: what each holds and means, how evenly they are used, how far they lie apart",
    "pages/Trees.py": "The tree that the codes spell, beside the true one: what a prefix means, what does not fit",
    "pages/Train.py": "Train on WordNet or on a hierarchy of your own, and watch the codebooks come alive",
    "pages/Learn.py": "New here, or before a class: all of it in eight steps with live pictures, in fifteen minutes",
}


def page() -> None:
    """Draw the home screen."""
    dark = st.context.theme.type == "dark"
    text, picture = st.columns([1, 1], gap="large", vertical_alignment="center")
    summaries = caches.summaries()
    with text:
        st.title("Hyperbolic residual quantization you can see", anchor=False)
        st.markdown(WHAT)
        for page, about in WAYS.items():
            title, icon = pages.PAGES[page]
            st.page_link(page, label=f"**{title}**", icon=icon, query_params=state.link())
            st.caption(about)
    if not summaries:
        shell.no_runs()
    with picture:
        _picture(summaries, dark=dark)
    st.header("Models on this machine", anchor=False)
    st.html(f'<div class="hrq-scroll" tabindex="0">{table(summaries)}</div>')
    st.caption(
        "MAP: how well distances alone rank each node's true ancestors first (1 is perfect), for the points and for "
        "what their codes decode to; “shuffled” is the same with the points dealt out to other nodes. Likeness: mean "
        "Wu–Palmer similarity of nodes that share their first token, beside shuffled codes. Compare each row with rq, "
        "the Euclidean baseline, of the same dimension. ± is half of a 95 % interval over three seeds; a "
        "number without it is of one seed."
    )
    st.caption(
        "Error: what the last level leaves, as mean squared distance over that from one point for all (0 is exact), in "
        "the points' coordinates, and as “own error” in the quantizer's. Near the rim small "
        "angles are long ways, so the first can exceed 1 while the ranks survive."
    )
    shell.close_page()


def _picture(summaries: list[RunSummary], *, dark: bool) -> None:
    names = [one.name for one in summaries]
    try:
        run = caches.run(state.run_name(names, caches.default_run()) or names[0])
        run = run if run.has_points else caches.run(caches.FIRST)  # codes alone have no disk
    except HrqError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    with st.container(key="hero"):
        st.plotly_chart(
            hero.hero(run, dark),
            key="hero_chart",
            theme=None,
            height="stretch",
            config={"staticPlot": True},
            alt=f"The nodes of {run.config.hierarchy} in the disk, coloured by their level-1 codeword.",
        )
