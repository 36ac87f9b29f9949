"""A run as columns for the disk element: places, names, glosses, links, codes; each made once and sent once."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from hrq.data.prefix import write_prefix
from hrq.figures.legend import Legend
from hrq.figures.theme import CATEGORIES, DARK, LIGHT, Theme
from hrq.runs import Run
from hrq.runs.layouts import RunLayout
from hrq.views.disk import colourings
from hrq.views.disk.element import Column, pack
from hrq.views.frame import caches
from hrq.views.frame.text import count, shorten

MOST_CODEWORDS = 1_500  # of a level are drawn: all of a model of some thousand nodes
PER_LINK = 14  # of a label's weight, for each doubling of the subtree
PER_USE = 3  # for each doubling of the frequency


def columns(run: Run, layout: RunLayout, colour: str, level: int) -> dict[str, Column]:
    """What the disk of a run needs, the first to be seen first."""
    legend, index = _legend(run, layout, colour, level)
    found = {"looks": looks(), "places": _places(run, layout), "colour": index, "legend": legend}
    if layout.prefixes is not None:
        found["marks"] = _marks(run, layout, level)
    if layout.name == "code_tree":
        found["tree"] = _tree(run, layout)
    return {**found, **base(run), **_numbers(run)}


@st.cache_resource(show_spinner=False)
def looks() -> Column:
    """The colours of both themes."""
    return _json({"light": _look(LIGHT), "dark": _look(DARK)})


def _look(theme: Theme) -> dict[str, Any]:
    return {**asdict(theme), "categories": CATEGORIES, "outline": theme.text, "faded": theme.ring}


@caches.of_run(entries=2 * caches.MOST_RUNS)
def _places(run: Run, layout: RunLayout) -> Column:
    return pack(np.ascontiguousarray(layout.places, dtype="<f8").tobytes())


@caches.of_run()
def _tree(run: Run, layout: RunLayout) -> Column:
    """The tree of a constructed layout: its inner places, then what hangs under which: rows first, inner nodes last."""
    tree = caches.code_tree(run)
    if layout.tree_places is None or layout.tree_parents is None:
        return pack(b"")
    inner = len(tree.prefix_nodes)
    under = np.concatenate([layout.tree_parents[tree.item_nodes], layout.tree_parents[:inner]]).astype("<i4")
    return pack(np.ascontiguousarray(layout.tree_places[:inner], dtype="<f8").tobytes() + under.tobytes())


@caches.of_run(spinner="Packing the names …")
def base(run: Run) -> dict[str, Column]:
    """What every picture of a run needs: names, labels and glosses, weights, codes, links, depths."""
    items = run.items
    glosses = (shorten(" ".join(text.split())) for text in items.descriptions)
    labels = (" ".join(text.split()) for text in items.labels)
    texts = "\n".join(f"{label}\t{gloss}" for label, gloss in zip(labels, glosses, strict=True))
    found = {
        "names": pack("\n".join(" ".join(name.split()) for name in run.names).encode()),
        "weight": pack(_weights(run).tobytes()),
        "codes": pack(run.codes.astype("<u2").tobytes()),
    }
    if run.has_hierarchy:
        links = np.stack([items.parents.rows, items.parents.indices])
        found["links"] = pack(links.astype("<i4").tobytes())
        found["depth"] = pack(np.minimum(items.depth, 255).astype(np.uint8).tobytes())
    return {**found, "texts": pack(texts.encode())}


def _weights(run: Run) -> NDArray[np.uint8]:
    """How much each node's label is wanted, 0 … 255: its subtree's size first, then how usual the word is."""
    items = run.items
    below = np.bincount(items.ancestry.links.indices, minlength=len(items)) if run.has_hierarchy else 0
    weight = PER_LINK * np.log2(1 + below) + np.minimum(PER_USE * np.log2(1 + items.frequencies), 26)
    capped: NDArray[np.uint8] = np.minimum(weight, 255).astype(np.uint8)
    return capped


@caches.of_run()
def _numbers(run: Run) -> dict[str, Column]:
    if not (run.has_points and run.has_codebooks):
        return {}
    return {"margins": pack(colourings.numbers(run).margins.astype("<f4").tobytes())}


@caches.of_run(entries=64)
def _legend(run: Run, layout: RunLayout, colour: str, level: int) -> tuple[Column, Column]:
    legend: Legend = colourings.legend(run, layout, colour, level)
    return _json(legend.to_json()), pack(legend.entry.tobytes())


@caches.of_run(entries=64)
def _marks(run: Run, layout: RunLayout, level: int) -> Column:
    """The codewords of a level where they lead, one for each prefix in use; numbered at level 1."""
    prefixes, counts = np.unique(run.codes[:, :level], axis=0, return_counts=True)
    title = f"level-{level} codewords" + ("" if level == 1 else ", one for each prefix in use")
    title += f" ({len(prefixes):,})"
    if len(prefixes) > MOST_CODEWORDS:
        common = np.argsort(-counts, kind="stable")[:MOST_CODEWORDS]
        title = f"level-{level} codewords: the {MOST_CODEWORDS:,} commonest of {len(prefixes):,} prefixes in use"
        prefixes, counts = prefixes[common], counts[common]
    meanings = caches.meanings(run) if run.has_hierarchy else {}
    texts = [_about(prefix, int(number), meanings) for prefix, number in zip(prefixes.tolist(), counts, strict=True)]
    labels = [str(one) if level == 1 else "" for one in prefixes[:, 0]]
    return marks(title, layout, prefixes, labels, texts)


def marks(title: str, layout: RunLayout, prefixes: NDArray[np.int64], labels: list[str], texts: list[str]) -> Column:
    """Marks at the places of prefixes (m, k), those without a place left out; each with a label and a text."""
    if layout.prefixes is None:
        return _json({"title": title, "marks": []})
    places = layout.prefixes(prefixes)
    found = [
        [x, y, label, text]
        for (x, y), label, text in zip(places.tolist(), labels, texts, strict=True)
        if np.isfinite(x) and np.isfinite(y)
    ]
    return _json({"title": title, "marks": found})


def _about(prefix: list[int], number: int, meanings: Mapping[str, str]) -> str:
    kind, text = "codeword" if len(prefix) == 1 else "prefix", write_prefix(prefix)
    meaning = f" ≈ {meanings[text]}" if text in meanings else ""
    return f"{kind} {text}{meaning}\n{count(number, 'node')}"


def _json(content: Mapping[str, Any]) -> Column:
    return pack(json.dumps(content, ensure_ascii=False).encode())
