"""Beams against every code of a small trie, and the cross-entropy of lessons against pair after pair."""

import numpy as np
import pytest
import torch

from hrq.evaluate.recall.downstream.lessons import Lessons
from hrq.evaluate.recall.downstream.paper import PaperModel
from hrq.evaluate.recall.downstream.small import SmallModel
from hrq.evaluate.recall.downstream.teach import cross_entropy
from hrq.sequence.beam import search
from hrq.sequence.speller import Shelf, Speller
from hrq.sequence.trie import Trie

SIZES = (3, 4, 5)
CPU = torch.device("cpu")


def made(kind: str, *, shared: bool = False) -> tuple[Trie, Shelf, Speller, np.ndarray]:
    noise = np.random.default_rng(0)
    numbers = noise.choice(60, 30, replace=shared)
    codes = np.stack(np.unravel_index(numbers, SIZES), axis=1)
    trie = Trie.of(codes, SIZES)
    torch.manual_seed(0)
    model: Speller = (
        SmallModel(trie, width=16) if kind == "small" else PaperModel(trie, width=16, layers=2, heads=2, inner=32)
    )
    return trie, Shelf(trie, None, CPU), model.eval().requires_grad_(False), codes


def log_probability(model: Speller, shelf: Shelf, node: int, code: np.ndarray, *, free: bool) -> float:
    """Token after token, as a person would write it down."""
    context, total, place = model.read(shelf.asked(np.array([node]))), 0.0, 0
    for level, token in enumerate(code.tolist()):
        spelt = torch.from_numpy(code[None, :level].astype(np.int64))
        logits = model.spell(context, level, torch.tensor([place]), spelt)[0]
        if not free:
            logits[shelf.children[level][place] < 0] = -torch.inf
        total += float(logits.log_softmax(0)[token])
        place = int(shelf.children[level][place, token])
    return total


@pytest.mark.parametrize("kind", ["small", "paper"])
def test_wide_beams_find_what_exhaustive_search_finds(kind: str) -> None:
    """Red when tried: scores of the token alone, not of the whole prefix."""
    trie, shelf, model, _ = made(kind)
    nodes = np.arange(7)
    with torch.no_grad():
        leaves, scores = search(model, shelf, nodes, 30)
        for node in nodes.tolist():
            true = [log_probability(model, shelf, node, code, free=False) for code in trie.spelt[-1]]
            order = np.argsort(true)[::-1]
            np.testing.assert_array_equal(leaves[node].numpy(), order)
            np.testing.assert_allclose(scores[node].numpy(), np.array(true)[order], atol=1e-4)
    assert scores.exp().sum(dim=1).numpy() == pytest.approx(np.ones(7), abs=1e-4)


def test_narrow_beams_spell_only_codes_that_exist() -> None:
    trie, shelf, model, _ = made("small")
    leaves, scores = search(model, shelf, np.arange(30), 4)
    assert leaves.shape == (30, 4)
    assert (leaves >= 0).all()
    assert (leaves < len(trie.sharing)).all()
    assert all(len(set(row)) == 4 for row in leaves.tolist())
    assert (scores.diff(dim=1) <= 1e-6).all()


def test_free_beams_may_spell_what_does_not_exist() -> None:
    """With all 60 codes in the beam, those that exist are found at the places that their probabilities give."""
    trie, shelf, model, _ = made("paper")
    leaves, _ = search(model, shelf, np.array([3]), 60, free=True)
    found = leaves[0][leaves[0] >= 0].numpy()
    true = [log_probability(model, shelf, 3, code, free=True) for code in trie.spelt[-1]]
    np.testing.assert_array_equal(found, np.argsort(true)[::-1])
    assert (leaves == -1).sum() == 60 - len(trie.sharing)


def test_beams_wider_than_the_trie_end_in_nothing() -> None:
    _, shelf, model, _ = made("small")
    leaves, scores = search(model, shelf, np.array([0]), 100)
    assert (leaves[0] >= 0).sum() == 30
    assert scores[0, 30:].eq(-torch.inf).all()
    assert search(model, shelf, np.zeros(0, np.int64), 5)[0].shape == (0, 5)


@pytest.mark.parametrize("kind", ["small", "paper"])
@pytest.mark.parametrize("free", [False, True])
def test_lessons_are_the_cross_entropy_over_pairs(kind: str, free: bool) -> None:
    """Each prefix asked once, weighted by its count, is what asking pair by pair gives; shared codes too."""
    trie, shelf, model, codes = made(kind, shared=True)
    noise = np.random.default_rng(1)
    pairs = np.unique(noise.integers(0, 30, size=(80, 2)), axis=0)
    nodes = np.array([4, 9, 2, 17])
    batch = Lessons.of(pairs, trie).batch(nodes)
    with torch.no_grad():
        loss = float(cross_entropy(model, shelf, batch, free=free))
        asked = pairs[np.isin(pairs[:, 0], nodes)]
        each = [-log_probability(model, shelf, u, codes[v], free=free) for u, v in asked.tolist()]
    assert loss == pytest.approx(np.mean(each), rel=1e-4)


def test_a_trie_knows_who_shares_a_code() -> None:
    codes = np.array([[0, 1], [0, 1], [1, 0], [0, 0]])
    trie = Trie.of(codes, (2, 2))
    assert not trie.unique
    assert trie.sharing.tolist() == [1, 2, 1]
    assert trie.leaves.tolist() == [1, 1, 2, 0]
    assert trie.node_of_leaf().tolist() == [3, 0, 2]
    assert trie.widths() == (1, 2, 3)
