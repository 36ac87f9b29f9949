"""Two runs of one hierarchy, node by node: who changed company, and which kin one run keeps together and the other not.

The company of a node, for k tokens, is everybody else whose code begins with the same k tokens.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hrq import __version__
from hrq.data.hierarchy.code_tree import CodeTree
from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.links import Bools, Floats, Ints
from hrq.data.prefix import write_prefix
from hrq.errors import UsageError
from hrq.evaluate.agreement.pairs_and_triples import shared_tokens
from hrq.evaluate.agreement.purity import prefix_classes
from hrq.runs import Run

Codes = NDArray[np.integer]


class Company(NamedTuple):
    """For every node: how many it has in company in either run, how many are the same, and |A ∩ B| / |A ∪ B|.

    Who is alone in both runs has kept its company: 1.
    """

    first: Ints
    second: Ints
    both: Ints
    same: Floats


class Kin(NamedTuple):
    """Every node and each of its parents: does it share its first k tokens with it, in either run?"""

    node: Ints
    parent: Ints
    first: Bools
    second: Bools
    tokens_first: Ints  # how many tokens they share in all
    tokens_second: Ints

    def counts(self) -> Mapping[str, int]:
        """Pairs that both runs keep together, only the first, only the second, neither."""
        a, b = self.first, self.second
        return {
            "both": int((a & b).sum()),
            "first": int((a & ~b).sum()),
            "second": int((~a & b).sum()),
            "neither": int((~a & ~b).sum()),
        }

    def only(self, *, first: bool) -> Ints:
        """The pairs that one run keeps together and the other parts, those that it keeps longest first."""
        one, other = (self.first, self.second) if first else (self.second, self.first)
        tokens = self.tokens_first if first else self.tokens_second
        rows = np.flatnonzero(one & ~other)
        return rows[np.lexsort((self.node[rows], -tokens[rows]))]


def check_comparable(first: Run, second: Run) -> None:
    """Raise UsageError unless both runs give codes to the same nodes of the same hierarchy.

    >>> from hrq.runs import load_run
    >>> check_comparable(load_run("mammals-2d-ghrq"), load_run("mammals-2d-rq"))
    """
    if first.names != second.names or first.config.hierarchy_hash != second.config.hierarchy_hash:
        raise UsageError(
            f"{first.name} and {second.name} are of different hierarchies ({first.config.hierarchy or 'none'}, "
            f"{second.config.hierarchy or 'none'}), so their nodes cannot be set side by side. Choose two runs of one."
        )


def company(first: Codes, second: Codes, tokens: int) -> Company:
    """How much of its company each node keeps from one run to the other.

    >>> first, second = np.array([[0], [0], [0], [1]]), np.array([[0], [0], [1], [1]])
    >>> company(first, second, 1).same.round(2).tolist()
    [0.5, 0.5, 0.0, 0.0]
    """
    a, b = (prefix_classes(codes[:, : min(tokens, codes.shape[1])])[-1] for codes in (first, second))
    pair = np.unique(a * (int(b.max(initial=0)) + 1) + b, return_inverse=True)[1]
    in_a, in_b, in_both = (np.bincount(one)[one] - 1 for one in (a, b, pair))
    union = in_a + in_b - in_both
    same = np.where(union > 0, in_both / np.maximum(union, 1), 1.0)
    return Company(in_a, in_b, in_both, same)


def kin_together(first: Codes, second: Codes, hierarchy: Hierarchy, tokens: int) -> Kin:
    """Which nodes share their first tokens with their parents, in either run; one row a link of the hierarchy.

    >>> from hrq.data.hierarchy.toy import CODES, animals
    >>> kin_together(CODES, np.zeros_like(CODES), animals(), 1).counts()
    {'both': 4, 'first': 0, 'second': 2, 'neither': 0}
    """
    node, parent = hierarchy.parents.rows, hierarchy.parents.indices
    shared = [shared_tokens(codes, node, parent) for codes in (first, second)]
    least = [min(tokens, codes.shape[1]) for codes in (first, second)]
    together = [one >= most for one, most in zip(shared, least, strict=True)]
    return Kin(node, parent, together[0], together[1], shared[0], shared[1])


def counterpart(tree: CodeTree, items: Ints) -> tuple[int, float]:
    """The prefix of a code tree whose items fit a set of items best, and its F1; the empty prefix stands aside.

    >>> from hrq.data.hierarchy.code_tree import code_tree
    >>> from hrq.data.hierarchy.toy import CODES, animals
    >>> tree = code_tree(CODES, animals().names)
    >>> prefix, f1 = counterpart(tree, np.array([3, 4]))  # dog and wolf: 1 holds canine too
    >>> tree.hierarchy.names[prefix], round(f1, 2)
    ('1', 0.8)
    """
    ranks = np.searchsorted(np.sort(_ranks(tree)[items]), np.stack([tree.starts, tree.ends]))
    shared = ranks[1] - ranks[0]
    f1 = 2 * shared / (tree.sizes + len(items))
    f1[0] = 0.0
    best = int(f1.argmax())
    return best, float(f1[best])


def company_table(first: Run, second: Run, found: Company, rows: Ints) -> pa.Table:
    """Nodes with their codes and company in both runs, in the order of `rows`.

    >>> from hrq.runs import load_run
    >>> first, second = load_run("mammals-2d-ghrq"), load_run("mammals-2d-rq")
    >>> found = company(first.codes, second.codes, 1)
    >>> table = company_table(first, second, found, np.array([7]))
    >>> table.select(["name", "first code", "second code", "in both"]).to_pylist()
    [{'name': 'female_mammal.n.01', 'first code': '10-0-14', 'second code': '0-4-13', 'in both': 0}]
    """
    names, codes = first.names, (first.codes, second.codes)
    columns: dict[str, Any] = {"name": [names[row] for row in rows]}
    for label, one in zip(("first", "second"), codes, strict=True):
        columns[f"{label} code"] = [write_prefix(code) for code in one[rows].tolist()]
    numbers = {"first company": found.first, "second company": found.second, "in both": found.both, "same": found.same}
    columns |= {name: values[rows] for name, values in numbers.items()}
    return pa.table(columns | _origin(first, second, len(rows)))


def kin_table(first: Run, second: Run, found: Kin, rows: Ints) -> pa.Table:
    """Pairs of a node and its parent with the number of tokens that they share in either run.

    >>> from hrq.runs import load_run
    >>> first, second = load_run("mammals-2d-ghrq"), load_run("mammals-2d-rq")
    >>> found = kin_together(first.codes, second.codes, first.hierarchy, 1)
    >>> table = kin_table(first, second, found, np.array([7]))
    >>> table.select(["name", "parent", "first shares", "second shares"]).to_pylist()
    [{'name': 'tusker.n.01', 'parent': 'mammal.n.01', 'first shares': 0, 'second shares': 0}]
    """
    names = first.names
    columns: dict[str, Any] = {
        "name": [names[one] for one in found.node[rows]],
        "parent": [names[one] for one in found.parent[rows]],
        "first shares": found.tokens_first[rows],
        "second shares": found.tokens_second[rows],
    }
    return pa.table(columns | _origin(first, second, len(rows)))


def _origin(first: Run, second: Run, rows: int) -> dict[str, list[str]]:
    origin = {"first run": f"{first.name} {first.hash}", "second run": f"{second.name} {second.hash}"}
    return {key: [value] * rows for key, value in (origin | {"hrq": __version__}).items()}


def _ranks(tree: CodeTree) -> Ints:
    ranks = np.empty(len(tree.order), dtype=np.int64)
    ranks[tree.order] = np.arange(len(ranks))
    return ranks
