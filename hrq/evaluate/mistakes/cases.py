"""The cases found of one kind of mistake, ranked, the clearest first.

Of every node they say whether it could make the mistake and whether it does, so that rates of any group follow.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hrq.data.hierarchy.links import Bools, Floats, Ints


class Cases(NamedTuple):
    """The cases of one kind, the clearest first: node and partner are −1 where a case has none.

    `prefix` is where to look, a tuple of tokens; `able` and `wrong` are over all nodes, `total` counts what could be
    a case: nodes, prefixes or codewords.
    """

    nodes: Ints
    partners: Ints
    prefixes: list[tuple[int, ...]]
    scores: Floats
    able: Bools
    wrong: Bools
    total: int

    @property
    def share(self) -> float | None:
        """Cases as a share of what could be one; None where nothing could."""
        return len(self.scores) / self.total if self.total else None


def node_cases(
    codes: NDArray[np.integer], length: int, nodes: Ints, partners: Ints, scores: Floats, able: Bools
) -> Cases:
    """Cases of nodes, already ranked; each is looked at under the first `length` tokens of its code.

    >>> from hrq.data.hierarchy.toy import CODES
    >>> able = np.ones(7, dtype=bool)
    >>> found = node_cases(CODES, 1, np.array([3]), np.array([5]), np.array([0.9]), able)
    >>> found.prefixes, round(found.share, 3)  # dog, looked at under 1: one of seven
    ([(1,)], 0.143)
    """
    wrong = np.zeros(len(codes), dtype=bool)
    wrong[nodes] = True
    prefixes = [tuple(code) for code in codes[nodes, :length].tolist()]
    return Cases(nodes, partners, prefixes, scores, able, wrong, int(able.sum()))
