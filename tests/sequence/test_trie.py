"""The trie of all codes: numbers of prefixes, where each leads, who shares a leaf."""

import numpy as np
import pytest
from numpy.typing import NDArray

from hrq.errors import ShapeError
from hrq.sequence.trie import Trie


def test_a_small_trie_written_out() -> None:
    """Nodes 0 and 1 share a code; prefixes are numbered in the order of their tokens, not of the nodes."""
    trie = Trie.of(np.array([[2, 1], [2, 1], [0, 3], [2, 0]]), (3, 4))
    assert (trie.levels, trie.size, trie.sizes) == (2, 4, (3, 4))
    assert [places.tolist() for places in trie.places] == [[0, 0, 0, 0], [1, 1, 0, 1], [2, 2, 0, 1]]
    assert [table.tolist() for table in trie.children] == [[[0, -1, 1]], [[-1, -1, -1, 0], [1, 2, -1, -1]]]
    assert [tokens.tolist() for tokens in trie.spelt] == [[[]], [[0], [2]], [[0, 3], [2, 0], [2, 1]]]
    assert trie.leaves.tolist() == [2, 2, 0, 1]
    assert trie.sharing.tolist() == [1, 1, 2]
    assert trie.widths() == (1, 2, 3)
    assert not trie.unique
    assert trie.node_of_leaf().tolist() == [2, 3, 0]


def test_every_code_is_spelt_by_walking_down(trie: Trie, codes: NDArray[np.int64]) -> None:
    place = np.zeros(len(codes), dtype=np.int64)
    for level in range(trie.levels):
        assert np.array_equal(place, trie.places[level])
        assert np.array_equal(trie.spelt[level][place], codes[:, :level])
        place = trie.children[level][place, codes[:, level]]
    assert np.array_equal(place, trie.leaves)
    assert np.array_equal(trie.spelt[-1][place], codes)
    assert trie.unique
    assert np.array_equal(trie.node_of_leaf()[trie.leaves], np.arange(len(codes)))
    assert sum((table >= 0).sum() for table in trie.children) == sum(trie.widths()[1:])


@pytest.mark.parametrize("codes", [np.zeros((0, 2)), np.zeros(4), np.zeros((4, 3))])
def test_what_are_no_codes_of_these_levels_is_refused(codes: NDArray[np.float64]) -> None:
    with pytest.raises(ShapeError, match=r"\(n ≥ 1, 2\)"):
        Trie.of(codes.astype(np.int64), (3, 4))
