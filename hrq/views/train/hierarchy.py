"""What to train on: WordNet or a part of it, a bundled example, or a hierarchy of one's own."""

import hashlib
from contextlib import suppress

import streamlit as st

from hrq.data.hierarchy.preview import Preview, preview
from hrq.data.read.files import MEGABYTE, most_bytes
from hrq.data.sources.shelf import EXAMPLES, MINE, put_on_shelf, uploaded
from hrq.data.sources.uploads import ENDINGS, Upload, read_upload
from hrq.errors import HrqError, clipped
from hrq.views.frame import caches
from hrq.views.frame.text import count, markup, plain
from hrq.views.train import options

CHOICE, SYNSET, SHELF_NAME = "train data", "train synset", "train shelf name"
MAMMALS, ANIMALS, NOUNS, BELOW, UPLOAD = "wordnet:mammal.n.01", "wordnet:animal.n.01", "wordnet", "wordnet:", "upload"
LABELS = {
    UPLOAD: "Upload your own …",
    MAMMALS: "WordNet: mammals (1,182 nodes)",
    ANIMALS: "WordNet: animals (3,998 nodes)",
    NOUNS: "WordNet: all nouns (82,115 nodes)",
    BELOW: "WordNet: below a synset …",
    **{name: one.title for name, one in EXAMPLES.items()},
}
SIZES = (8, 16, 32, 64, 128, 256, 512)
FORMS = """
| file | what it holds |
| --- | --- |
| `.csv`, `.tsv` | a header, then one link a row: `child,parent` |
| | or one node a row: `name,parents` and, if you like, `label,description`; several parents separated by `;` |
| | or one way a row: `path`, such as `animal > mammal > dog` |
| `.json` | `{"name": "animal", "children": [ … ]}`, or nested: `{"animal": {"dog": {}, "cat": {}}}` |
| `.graphml`, `.edgelist` | a directed graph, as networkx and many others write it |
| `.nwk` | a tree in Newick: `(cat,dog)mammal;` |
"""


def fill(spec: str) -> None:
    """Choose a hierarchy; for callbacks."""
    if spec in LABELS or not spec.startswith(BELOW):
        st.session_state[CHOICE] = spec or MAMMALS
    else:
        st.session_state[CHOICE], st.session_state[SYNSET] = BELOW, spec.removeprefix(BELOW)


def is_own() -> bool:
    """Whether a hierarchy was chosen that no recipe brings: then a recipe fills in the other settings only."""
    return st.session_state.get(CHOICE, MAMMALS) not in (MAMMALS, ANIMALS, NOUNS)


def choose() -> str | None:
    """Draw the choice. Returns what goes after --hierarchy, or None where nothing usable is chosen."""
    chosen = st.session_state.get(CHOICE, MAMMALS)
    known = [*LABELS, *(f"{MINE}:{name}" for name in uploaded())]
    known += [chosen] if chosen not in known else []
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        st.selectbox("Hierarchy", known, key=CHOICE, format_func=_label, on_change=room_for_chosen, width=420)
        spec = str(st.session_state[CHOICE])
        if spec == BELOW:
            true_node = st.text_input("Synset", key=SYNSET, placeholder="dog.n.01", width=200)
            spec = BELOW + true_node.strip()
            if spec == BELOW:
                return None
    if spec in EXAMPLES:
        st.caption(f"{plain(EXAMPLES[spec].source)}; {plain(EXAMPLES[spec].licence)}.")
    if spec == UPLOAD:
        _upload()
        return None
    try:
        caches.hierarchy(spec)
    except HrqError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return None
    return spec


def codewords_for(nodes: int, levels: int) -> int:
    """The smallest usual number of codewords a level that leaves room: three codes for every node."""
    return next((size for size in SIZES if size**levels >= 3 * nodes), SIZES[-1])


def make_room(spec: str, least: int = 0) -> None:
    """Fill in as many codewords as a hierarchy needs at the present number of levels; for callbacks.

    `least` so many, where a recipe wants more, but never so many that a codeword could not be shared.
    """
    levels = st.session_state.get(options.key("levels")) or 4
    with suppress(HrqError):  # what cannot be read is said where it is shown
        nodes = len(caches.hierarchy(spec))
        size = max(codewords_for(nodes, int(levels)), min(least, nodes // 4))
        st.session_state[options.key("codewords")] = str(size)


def room_for_chosen(least: int = 0) -> None:
    """The same for the chosen hierarchy, if it is one; for callbacks."""
    if is_own() and st.session_state[CHOICE] not in (UPLOAD, BELOW):
        make_room(st.session_state[CHOICE], least)


def _label(spec: str) -> str:
    return LABELS.get(spec) or (f"Yours: {spec.partition(':')[2]}" if spec.startswith(f"{MINE}:") else spec)


def _upload() -> None:
    with st.container(border=True):
        file = st.file_uploader(
            f"A hierarchy of your own, at most {most_bytes() / MEGABYTE:,.0f} MB",
            type=[ending.removeprefix(".") for ending in ENDINGS],
            max_upload_size=max(1, most_bytes() // MEGABYTE),
            key="hierarchy file",
            help="It stays on this machine. Separator and encoding are found by themselves.",
        )
        if file is None:
            with st.expander("What a file may look like", icon=":material/help:", expanded=True):
                st.markdown(FORMS)
            return
        reverse = bool(st.session_state.get("hierarchy reversed", False))
        content = file.getvalue()
        try:
            found = _read(file.name, hashlib.sha256(content).hexdigest(), reverse, content)
        except HrqError as error:
            st.error(plain(str(error)), icon=":material/error:")
            return
        _preview(found)
        stem = file.name.rpartition(".")[0]
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            st.text_input("Name of the hierarchy", value=stem[:60], key=SHELF_NAME, width=260, max_chars=60)
            st.button(
                "Use this hierarchy", key="use hierarchy", type="primary", icon=":material/check:", on_click=_use,
                args=(found,),
            )  # fmt: skip
        if said := st.session_state.pop("hierarchy said", ""):
            st.error(plain(said), icon=":material/error:")


@st.cache_resource(max_entries=4, show_spinner="Reading the file …")
def _read(name: str, digest: str, reverse: bool, _content: bytes) -> Upload:
    return read_upload(name, _content, reverse=reverse)


def _use(found: Upload) -> None:
    try:
        spec = put_on_shelf(found.hierarchy, st.session_state[SHELF_NAME])
    except HrqError as error:
        st.session_state["hierarchy said"] = str(error)
        return
    st.session_state[CHOICE] = spec
    make_room(spec)


def _preview(found: Upload) -> None:
    seen: Preview = preview(found.hierarchy)
    if found.understood:
        st.caption(f"Understood as: {plain('; '.join(found.understood))}.")
    if found.reversible:
        st.toggle("Read the links the other way round", key="hierarchy reversed")
    with st.container(horizontal=True, gap="medium"):
        for name, value in (
            ("Nodes", seen.nodes),
            ("Links", seen.links),
            ("Roots", seen.roots),
            ("Depth", seen.depth),
            ("With several parents", seen.several),
        ):
            st.metric(name, f"{value:,}", width="content")
    roots = ", ".join(markup(one) for one in seen.some_roots)
    more = f" and {seen.roots - len(seen.some_roots):,} more" if seen.roots > len(seen.some_roots) else ""
    rows = "".join(f"<tr><td>{markup(label)}</td><td>{below:,}</td></tr>" for label, below in seen.largest)
    st.html(
        f'<p class="hrq-gloss">Roots: {roots}{more}</p><div class="hrq-scroll"><table class="hrq-table left">'
        f"<tr><th>The largest</th><th>nodes below</th></tr>{rows}</table></div>"
    )
    if seen.alike:
        pairs = "; ".join(" and ".join(f"“{plain(clipped(name, 40))}”" for name in one[:2]) for one in seen.alike[:3])
        st.info(
            f"{count(sum(map(len, seen.alike)), 'name')} can be taken for one another, such as {pairs}: they differ "
            "only in case, blanks or how letters are encoded. Each stays a node of its own.",
            icon=":material/content_copy:",
        )
    if seen.alone > 1:
        st.warning(f"{count(seen.alone, 'node')} hang nowhere: they have neither a parent nor anything below them.")
    if not seen.links:
        st.warning("There is no link, so there is nothing to learn.")
