"""What the training pairs say and what follows from them, against plain sets."""

import numpy as np

from hrq.data.hierarchy.splits import Split
from hrq.evaluate.recall.known import Known, owners, sparse

PAIRS = np.array([[0, 1], [1, 2], [2, 3], [4, 2]])
KNOWN = Known.of(Split("closure", 0, PAIRS, PAIRS[:0]), 6)
ABOVE = {0: {1, 2, 3}, 1: {2, 3}, 2: {3}, 3: set(), 4: {2, 3}, 5: set()}


def test_what_follows_is_all_that_is_reachable() -> None:
    assert {node: set(KNOWN.closed[node].indices.tolist()) for node in range(6)} == ABOVE
    below = {node: {one for one in range(6) if node in ABOVE[one]} for node in range(6)}
    assert {node: set(KNOWN.below[node].indices.tolist()) for node in range(6)} == below
    assert KNOWN.closed.max() == 1
    assert KNOWN.reach.tolist() == [len(below[node]) for node in range(6)]
    assert KNOWN.frequency.tolist() == [0, 1, 2, 1, 0, 0]


def test_pairs_are_known_or_follow_or_neither() -> None:
    below, above = np.meshgrid(np.arange(-1, 6), np.arange(-1, 6))
    pairs = {(int(a), int(b)) for a, b in PAIRS}
    known, follows = KNOWN.holds(below, above), KNOWN.holds(below, above, closed=True)
    for place in np.ndindex(below.shape):
        a, b = int(below[place]), int(above[place])
        assert known[place] == ((a, b) in pairs)
        assert follows[place] == (a >= 0 and b in ABOVE[a])


def test_no_node_at_all_is_not_the_last_one() -> None:
    """Keys are counted on from row to row: −1 in a row stands where the last column of the row before does."""
    known = Known(sparse(np.array([0]), np.array([2]), (3, 3)))
    assert known.holds(np.array([0, 1]), np.array([2, -1])).tolist() == [True, False]


def test_nothing_is_known_of_nothing() -> None:
    nothing = Known(sparse(np.zeros(0, np.int64), np.zeros(0, np.int64), (3, 3)))
    assert not nothing.holds(np.array([0, 1]), np.array([1, 2])).any()
    assert nothing.closed.nnz == 0


def test_the_row_of_every_entry() -> None:
    assert owners(KNOWN.up).tolist() == [0, 1, 2, 4]
    assert sparse(np.array([1, 0, 0]), np.array([0, 2, 1]), (2, 3)).indices.tolist() == [1, 2, 0]
