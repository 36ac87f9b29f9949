"""Step 7: the tree of codes beside WordNet, and one real error."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from hrq.data.hierarchy.code_tree import code_tree
from hrq.evaluate.matching.best_matches import best_nodes, best_prefixes
from hrq.evaluate.quantization.path_of_a_node import residual_path
from hrq.geometry.poincare import distance
from hrq.lesson.formulas import F1
from hrq.lesson.step import Link, Picture, Question, Step
from hrq.runs import Run, load_run

RUN, FAMILY, CUT_OFF, TYPICAL = "mammals-16d-ghrq", "feline.n.01", "wildcat.n.03", "lion.n.01"


@dataclass(frozen=True)
class Fit:
    """How well a prefix and a synset fit: s nodes in common, p in the prefix, t in the synset."""

    prefix: int
    shared: int
    held: int
    true: int

    @property
    def precision(self) -> float:
        """The share of the prefix that belongs."""
        return self.shared / self.held

    @property
    def recall(self) -> float:
        """The share of the synset that is here."""
        return self.shared / self.true

    @property
    def f1(self) -> float:
        """2 s / (p + t)."""
        return 2 * self.shared / (self.held + self.true)


def fit(run: Run, token: int, synset: str) -> Fit:
    """Count what the first token `token` and a synset with all below it have in common."""
    members = below(run, synset)
    holds = run.codes[:, 0] == token
    rows = np.array([run.names.index(name) for name in members])
    return Fit(token, int(holds[rows].sum()), int(holds.sum()), len(rows))


def below(run: Run, synset: str) -> list[str]:
    """The names of a synset and all below it."""
    tree, node = run.hierarchy, run.hierarchy.index(synset)
    return [tree.names[one] for one in (node, *tree.descendants(node))]


def token_of(run: Run, name: str) -> int:
    """The first token of a node's code."""
    return int(run.codes[run.names.index(name), 0])


def pull(run: Run, name: str, other: int) -> tuple[float, float]:
    """How far a node, in scaled coordinates, lies from its own first codeword and from another one."""
    row = run.names.index(name)
    path = residual_path(run.quantizer, run.points[row], run.codes[row])
    far = distance(path.left[0], run.quantizer.codebooks[0][other].detach().double(), c=run.quantizer.residual_c)
    return float(path.distances[0]), float(far)


def step() -> Step:
    """The step, with its numbers. Raises an HrqError where the bundled run is missing."""
    run = load_run(RUN)
    home, away = token_of(run, TYPICAL), token_of(run, CUT_OFF)
    whole, part, inner = fit(run, home, FAMILY), fit(run, away, FAMILY), fit(run, away, CUT_OFF)
    near, far = pull(run, CUT_OFF, home)
    prose = f"""
Is the tree of codes the tree of words? For a prefix, take the synset that fits it best. **Precision** is the share \
of the prefix that belongs to the synset, **recall** the share of the synset that the prefix holds, and F1 weighs \
both. In the bundled model of mammals, token **{home}** means *feline*: precision {whole.precision:.2f}, all its \
{whole.held} nodes are felines. But recall is **{whole.recall:.2f}**: {whole.true - whole.shared} of the \
{whole.true} felines are elsewhere.

Where? All {part.shared} have token **{away}**: the {inner.shared} wildcats (F1 {inner.f1:.2f}), and with them the \
node *cat* itself, so that the domestic cat, token {token_of(run, "domestic_cat.n.01")}, is parted from the cat. The \
wildcat lies {near:.2f} from codeword {away} and {far:.2f} from codeword {home}: no close call. The cause is the \
budget. k-means puts its {run.config.codewords} codewords where they save most squared distance; two dense clouds \
pay better than one wide cell, even where WordNet has one word for both. {_others()}
"""
    picture = Picture(
        "wrong",
        "The felines of WordNet, by first token",
        f"All {whole.true} felines as WordNet has them, the most general on top. Filled: token {home}, “feline”. "
        f"Square: token {away}, the wildcats. Point at a node for its name and code.",
        f"run {RUN} ({run.hash[:8]}); hrq.evaluate.matching.best_matches, "
        "hrq.evaluate.quantization.path_of_a_node.residual_path",
        {"nodes": _nodes(run), "home": home, "away": away, "start": {}},
    )
    missing = whole.true - whole.shared
    question = Question(
        f"The second level could say that tokens {home} and {away} belong together. Does it?",
        ("Yes, codes can be rearranged later", "No: what the first token parts, no later one joins"),
        1,
        f"A prefix tree only ever splits. The {missing} felines outside token {home} are lost for any "
        f"prefix that means "
        f"feline: the best F1 that one prefix can reach for feline is {_best(run, FAMILY):.2f}, and this one has "
        f"{whole.f1:.2f}.",
    )
    links = (
        Link("Trees", "Both trees at this place", {"run": RUN, "prefix": str(home), "node": CUT_OFF}),
        Link("Errors", "All errors of this model, ranked", {"run": RUN, "kind": "split"}),
        Link("Explore", "The wildcat, its code and its margin", {"run": RUN, "node": CUT_OFF, "level": "1"}),
    )
    return Step("wrong", prose, picture, question, (F1,), links)


def _best(run: Run, synset: str) -> float:
    tree = code_tree(run.codes, run.names)
    return float(best_prefixes(tree, run.hierarchy).f1[run.hierarchy.index(synset)])


def _others() -> str:
    """What another quantizer makes of it."""
    other = load_run("mammals-16d-tangent")
    tree = code_tree(other.codes, other.names)
    home = tree.node_of([token_of(other, TYPICAL)])
    found = best_nodes(tree, other.hierarchy)
    if other.hierarchy.names[int(found.node[home, 0])] != FAMILY:
        return ""
    return (
        f"It is not the model's fate: `tangent`, on points of the same training, gives felines one token "
        f"(F1 {found.f1[home, 0]:.2f})."
    )


def _nodes(run: Run) -> list[dict[str, Any]]:
    """Every feline: its word, its code, and the place of its parent in this list (−1 for the topmost)."""
    names = below(run, FAMILY)
    tree, place = run.hierarchy, {name: number for number, name in enumerate(below(run, FAMILY))}
    rows = []
    for name in names:
        above = [tree.names[int(one)] for one in tree.parents.of(tree.index(name))]
        code = run.codes[run.names.index(name)].tolist()
        parent = next((place[one] for one in above if one in place), -1)
        rows.append({"word": name.split(".")[0].replace("_", " "), "code": code, "parent": parent})
    return rows
