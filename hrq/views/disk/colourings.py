"""What the points of a disk can be coloured by, and the legend that each makes."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from hrq.data.hierarchy.links import Floats
from hrq.data.prefix import write_prefix
from hrq.evaluate.quantization.margins import Assignment, assignment
from hrq.figures.legend import Legend, by_category, by_number, by_quantity
from hrq.runs import Run
from hrq.runs.layouts import RunLayout
from hrq.views.frame import caches
from hrq.views.frame.state import COLOURS

CODE, DEPTH, LEXNAME, ERROR, MARGIN, AGREEMENT, KEPT = COLOURS


def possible(run: Run, layout: RunLayout) -> list[str]:
    """The colourings that this run and layout have the numbers for."""
    needs = {
        DEPTH: run.has_hierarchy,
        LEXNAME: run.has_hierarchy and len(run.items.category_names) > 1,
        ERROR: run.has_points and run.has_codebooks,
        MARGIN: run.has_points and run.has_codebooks,
        AGREEMENT: run.has_hierarchy,
        KEPT: layout.kept is not None,
    }
    return [name for name in COLOURS if needs.get(name, True)]


def legend(run: Run, layout: RunLayout, colour: str, level: int) -> Legend:
    """The legend of a colouring; code and agreement are those of a level."""
    if colour == KEPT and layout.kept is not None:
        k = layout.numbers["k"]
        title = f"Share of each node's {k:.0f} nearest that are its nearest here"
        return by_quantity(title, layout.kept / k, limits=(0.0, 1.0))
    return _legend(run, colour, level if colour in (CODE, AGREEMENT) else 1)


@caches.of_run(entries=32, spinner="Colouring …")
def _legend(run: Run, colour: str, level: int) -> Legend:
    makers: dict[str, Callable[[Run, int], Legend]] = {
        CODE: _by_code, DEPTH: _by_depth, LEXNAME: _by_lexname, ERROR: _by_error, MARGIN: _by_margin,
        AGREEMENT: _by_agreement,
    }  # fmt: skip
    return makers[colour](run, level)


@caches.of_run(spinner="Measuring margins and errors …")
def numbers(run: Run) -> Assignment:
    """Margins and errors of all nodes of a run."""
    return assignment(run.quantizer, run.points, run.codes)


def _by_code(run: Run, level: int) -> Legend:
    prefixes, which = np.unique(run.codes[:, :level], axis=0, return_inverse=True)
    texts = [write_prefix(prefix) for prefix in prefixes.tolist()]
    meanings = caches.meanings(run) if run.has_hierarchy else {}
    names = {i: f"{text} ≈ {meanings[text]}" if text in meanings else text for i, text in enumerate(texts)}
    what = "Codeword of level 1" if level == 1 else f"Prefix of {level} tokens"
    return by_category(f"{what}, and what it matches best" if meanings else what, which.reshape(-1), names)


def _by_depth(run: Run, level: int) -> Legend:
    return by_number("Depth: links from the root", run.hierarchy.depth)


def _by_lexname(run: Run, level: int) -> Legend:
    items = run.items
    return by_category("Lexicographer file", items.categories, dict(enumerate(items.category_names)))


def _by_error(run: Run, level: int) -> Legend:
    return by_quantity("Distance from what the whole code decodes to", numbers(run).errors)


def _by_margin(run: Run, level: int) -> Legend:
    title = "Smallest margin of a level: how much farther the runner-up was (negative: moved)"
    return by_quantity(title, numbers(run).margins)


def _by_agreement(run: Run, level: int) -> Legend:
    title = f"F1 of the node that the first {level} tokens match best"
    values = np.where(_belongs(run, level), _prefix_f1(run, level), np.nan)
    return by_quantity(title, values, unknown="not below that node", limits=(0.0, 1.0))


def _prefix_nodes(run: Run, level: int) -> NDArray[np.int64]:
    """The position among the code tree's prefixes of each node's prefix of `level` tokens."""
    tree = caches.code_tree(run)
    place = {text: i for i, text in enumerate(tree.hierarchy.labels[node] for node in tree.prefix_nodes.tolist())}
    prefixes, which = np.unique(run.codes[:, :level], axis=0, return_inverse=True)
    return np.array([place[write_prefix(prefix)] for prefix in prefixes.tolist()])[which.reshape(-1)]


def _prefix_f1(run: Run, level: int) -> Floats:
    f1: Floats = caches.best_node_of_prefixes(run).f1[:, 0][_prefix_nodes(run, level)]
    return f1


def _belongs(run: Run, level: int) -> NDArray[np.bool_]:
    """Whether each node is, or lies below, the node that its prefix matches best."""
    best = caches.best_node_of_prefixes(run).node[:, 0][_prefix_nodes(run, level)]
    above = run.hierarchy.ancestry_with_self.links
    keys = above.rows * len(run.names) + above.indices
    wanted = np.arange(len(run.names)) * len(run.names) + best
    return np.isin(wanted, keys)
