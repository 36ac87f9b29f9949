"""The frame of a page: its name, the menu, the style; drawn before anything heavy is imported.

    frame.show_page("Explore")

A fresh server needs seconds to import torch and friends. The frame does without them, so that the first visitor sees
a page at once, with a placeholder where the screen will be. Keep this module, `state` and `text` free of them.
"""

import importlib
import sys
from pathlib import Path
from types import ModuleType

import streamlit as st

from hrq.errors import HrqError
from hrq.views.frame import state
from hrq.views.frame.text import plain

PAGES = {  # the menu, in order: file -> (title, icon)
    "app.py": ("Home", ":material/home:"),
    "pages/Explore.py": ("Explore", ":material/blur_circular:"),
    "pages/Codebooks.py": ("Codebooks", ":material/grid_view:"),
    "pages/Trees.py": ("Trees", ":material/account_tree:"),
    "pages/Errors.py": ("Errors", ":material/troubleshoot:"),
    "pages/Compare.py": ("Compare", ":material/compare_arrows:"),
    "pages/Train.py": ("Train", ":material/model_training:"),
    "pages/Runs.py": ("Runs", ":material/inventory_2:"),
    "pages/Learn.py": ("Learn", ":material/school:"),
}
STYLE = Path(__file__).with_name("shell.css")
PRESENTER_STYLE = Path(__file__).with_name("present.css")
ICON = Path(__file__).with_name("icon.svg")  # a :material: icon would be fetched from the network


def show_page(title: str) -> None:
    """Draw the frame, then the screen of that name: `page()` of the view module with the title in lower case."""
    st.set_page_config(page_title=f"{title} · hrq", page_icon=str(ICON), layout="wide")
    state.resume(title)
    st.html(STYLE)
    if state.presenting():
        st.html(PRESENTER_STYLE)
    st.sidebar.html('<p class="hrq-name">hrq</p>')  # no heading: the page's title is the first one
    st.sidebar.caption("hyperbolic residual quantization you can see")
    for page, (label, icon) in PAGES.items():
        st.sidebar.page_link(page, label=label, icon=icon, query_params=state.link(), width="stretch")
    try:
        load(f"hrq.views.{title.lower()}.page").page()
    except HrqError as error:  # such as of a part that the run came without
        st.error(plain(str(error)), icon=":material/error:")


def load(name: str) -> ModuleType:
    """A screen's module, with a placeholder in the page while it is imported."""
    waiting = st.empty()
    if not hasattr(sys.modules.get(name), "page"):
        with waiting.container():
            st.caption("Starting: loading PyTorch and the models. Only the first page after a start takes this long.")
            st.skeleton(height=480)
    module = importlib.import_module(name)  # always: a module is listed before it is whole, and this waits for it
    waiting.empty()
    return module
