"""Beams against every code of a small trie, one by one."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from hrq.sequence import beam
from hrq.sequence.beam import search
from hrq.sequence.speller import Shelf, Speller
from hrq.sequence.trie import Trie

Codes = NDArray[np.int64]
ByHand = Callable[..., float]


def test_wide_beams_find_what_exhaustive_search_finds(
    trie: Trie, shelf: Shelf, model: Speller, by_hand: ByHand
) -> None:
    leaves, scores = search(model, shelf, np.arange(7), 14)
    for node in range(7):
        true = np.array([by_hand(node, code, free=False) for code in trie.spelt[-1]])
        order = np.argsort(-true)
        np.testing.assert_array_equal(leaves[node].numpy(), order)
        np.testing.assert_allclose(scores[node].numpy(), true[order], atol=1e-5)
    torch.testing.assert_close(scores.exp().sum(dim=1), torch.ones(7))


def test_narrow_beams_keep_the_likeliest_prefixes_of_each_length(
    trie: Trie, shelf: Shelf, model: Speller, by_hand: ByHand
) -> None:
    """Two prefixes at a time, as one would keep them on paper."""
    leaves, scores = search(model, shelf, np.arange(14), 2)
    for node in range(14):
        kept: list[Codes] = [np.zeros(0, dtype=np.int64)]
        for level in range(trie.levels):
            longer = [code for code in trie.spelt[level + 1] if any(np.array_equal(code[:level], one) for one in kept)]
            kept = sorted(longer, key=lambda code: -by_hand(node, code, free=False))[:2]
        assert [trie.spelt[-1][leaf].tolist() for leaf in leaves[node]] == [code.tolist() for code in kept]
        assert scores[node].tolist() == pytest.approx([by_hand(node, code, free=False) for code in kept], abs=1e-5)


def test_free_beams_spell_what_does_not_exist_and_say_so(
    trie: Trie, shelf: Shelf, model: Speller, by_hand: ByHand
) -> None:
    """All 60 codes in the beam: each stands where its probability puts it, as −1 where it is nobody's."""
    leaves, scores = search(model, shelf, np.array([3, 8]), 60, free=True)
    every = np.stack(np.unravel_index(np.arange(60), trie.sizes), axis=1).astype(np.int64)
    number = {tuple(code): leaf for leaf, code in enumerate(trie.spelt[-1].tolist())}
    for row, node in enumerate((3, 8)):
        true = np.array([by_hand(node, code, free=True) for code in every])
        order = np.argsort(-true)
        assert leaves[row].tolist() == [number.get(tuple(every[i].tolist()), -1) for i in order]
        np.testing.assert_allclose(scores[row].numpy(), true[order], atol=1e-5)


def test_a_model_is_told_of_a_prefix_that_does_not_exist(shelf: Shelf, model: Any) -> None:
    search(model, shelf, np.array([0]), 60, free=True)
    for level, prefixes, tokens in model.seen:
        known = {tuple(one): place for place, one in enumerate(shelf.trie.spelt[level].tolist())}
        assert prefixes.tolist() == [known.get(tuple(one), -1) for one in tokens.tolist()]


def test_beams_wider_than_the_trie_end_in_nothing(shelf: Shelf, model: Speller) -> None:
    leaves, scores = search(model, shelf, np.array([0, 1]), 100)
    assert leaves.shape == scores.shape == (2, 100)
    assert (leaves[:, :14] >= 0).all()
    assert (leaves[:, 14:] == -1).all()
    assert scores[:, 14:].eq(-torch.inf).all()


def test_no_nodes_at_all(shelf: Shelf, model: Speller) -> None:
    leaves, scores = search(model, shelf, np.zeros(0, np.int64), 5)
    assert leaves.shape == scores.shape == (0, 5)
    assert leaves.dtype == torch.int64


def test_many_nodes_are_searched_a_few_at_a_time(shelf: Shelf, model: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    nodes = np.arange(13)[::-1].copy()
    leaves, scores = search(model, shelf, nodes, 4)
    model.seen.clear()
    monkeypatch.setattr(beam, "ROWS", 13)
    again, same = search(model, shelf, nodes, 4)
    assert max(len(prefixes) for _, prefixes, _ in model.seen) == 12
    assert torch.equal(leaves, again)
    torch.testing.assert_close(scores, same)
