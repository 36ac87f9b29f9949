"""Step 6: the code is a path, and the paths are a tree."""

from typing import Any

from hrq.data.hierarchy.code_tree import CodeTree, code_tree
from hrq.data.prefix import write_prefix
from hrq.evaluate.matching.best_matches import Correspondence, best_nodes
from hrq.lesson.step import Link, Picture, Question, Step
from hrq.runs import Run, load_run

RUN = "mammals-16d-ghrq"
CAST = (
    "lion.n.01", "tiger.n.02", "domestic_cat.n.01", "wolf.n.01", "fox.n.01", "poodle.n.01", "corgi.n.01",
    "chimpanzee.n.01", "gorilla.n.01", "whale.n.02", "dolphin.n.02",
)  # fmt: skip
EXAMPLE, OTHER = "chimpanzee.n.01", "gorilla.n.01"


def shared(run: Run, a: str, b: str) -> int:
    """How many tokens two nodes' codes have in common from the front."""
    one, other = (run.codes[run.names.index(name)] for name in (a, b))
    return int((one == other).cumprod().sum())


def step() -> Step:
    """The step, with its numbers. Raises an HrqError where the bundled run is missing."""
    run = load_run(RUN)
    tree = code_tree(run.codes, run.names)
    found = best_nodes(tree, run.hierarchy)
    code = _code(run, EXAMPLE)
    common, size = shared(run, EXAMPLE, OTHER), run.config.sizes[0]
    node = tree.node_of(code[:common])
    prose = f"""
Quantize, take what is left over from the left, quantize that, and so on: with {run.config.levels} levels every node \
gets {run.config.levels} tokens, coarse to fine. In the bundled model of {len(run.names):,} mammals, \
{_word(EXAMPLE)} is **{write_prefix(code)}**. Read it as a path: among the {size} codewords of level 1 take number \
{code[0]}, from there number {code[1]} of level 2, and so on.

Nodes whose codes begin alike share the beginning of their path, so all paths together are a **tree**. \
{_word(EXAMPLE).capitalize()} and {_word(OTHER)} part after {common} tokens. Nobody told the model what a prefix \
means; but if the points lie well, **{write_prefix(code[:common])}** should mean something, and it does: of its \
{int(tree.sizes[node])} members, {found.precision[node, 0]:.0%} are {_word(run.names[int(found.node[node, 0])])}s, \
and they are {found.recall[node, 0]:.0%} of all.
"""
    picture = Picture(
        "paths",
        "Eleven mammals and their codes",
        f"The part of the code tree of {RUN} that leads to eleven of its {len(run.names):,} nodes. Choose "
        f"one to see its "
        "path. At a branch, the synset that this prefix matches best among all nodes, and how many nodes it holds.",
        f"run {RUN} ({run.hash[:8]}); hrq.data.hierarchy.code_tree.code_tree, "
        "hrq.evaluate.matching.best_matches.best_nodes",
        {
            "paths": _paths(run, tree, found),
            "start": {"chosen": _word(EXAMPLE)},
            "levels": run.config.levels,
        },
    )
    links = (
        Link("Explore", f"The path of {_word(EXAMPLE)}, level by level", {"run": RUN, "node": EXAMPLE}),
        Link(
            "Trees",
            f"The prefix {write_prefix(code[:1])} beside the true tree",
            {"run": RUN, "prefix": write_prefix(code[:1]), "node": EXAMPLE},
        ),
    )
    return Step("paths", prose, picture, _question(run), (), links)


def _question(run: Run) -> Question:
    size, levels = run.config.sizes[0], run.config.levels
    return Question(
        f"{levels} levels of {size} codewords: the model stores {levels * size} codewords. How many codes "
        f"can it tell apart?",
        (f"{levels * size}", f"{size**2:,}", f"{size**levels:,}"),
        2,
        f"{size} choices at each of {levels} levels make {size}^{levels} = {size**levels:,} paths. That "
        f"is what residual "
        f"quantization is for: one codebook with as many entries could neither be stored nor learnt. The "
        f"{len(run.names):,} mammals use {len({tuple(code) for code in run.codes.tolist()}):,} of them.",
    )  # fmt: skip


def _code(run: Run, name: str) -> list[int]:
    code: list[int] = run.codes[run.names.index(name)].tolist()
    return code


def _word(name: str) -> str:
    return name.split(".")[0].replace("_", " ")


def _paths(run: Run, tree: CodeTree, found: Correspondence) -> list[dict[str, Any]]:
    """For every animal its word, its code, and along its code each prefix's size and best synset; sorted by code."""
    rows = []
    for name in sorted(CAST, key=lambda one: _code(run, one)):
        code = _code(run, name)
        nodes = [tree.node_of(code[:length]) for length in range(1, len(code) + 1)]
        means = [_word(run.hierarchy.names[int(found.node[node, 0])]) for node in nodes]
        rows.append(
            {"word": _word(name), "code": code, "sizes": [int(tree.sizes[node]) for node in nodes], "means": means}
        )
    return rows
