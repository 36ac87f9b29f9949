"""Batches that can be resumed, and negatives that are never ancestors."""

import numpy as np
import torch

from hrq.train.engine.pairs import (
    ancestor_positions,
    epoch_order,
    false_negatives,
    make_pairs,
    private_negatives,
    shared_negatives,
    step_generator,
)

LINKS = np.array([[3, 1], [1, 0], [2, 0], [3, 0], [4, 2], [4, 0]])
ANCESTORS = {0: set(), 1: {0}, 2: {0}, 3: {0, 1}, 4: {0, 2}}
PAIRS = make_pairs(LINKS, LINKS, 5)


def test_every_node_s_ancestors_are_found_in_one_go() -> None:
    nodes = torch.tensor([4, 0, 3, 4])
    rows, found = ancestor_positions(nodes, PAIRS)
    for row, node in enumerate(nodes.tolist()):
        assert set(found[rows == row].tolist()) == ANCESTORS[node]


def test_false_negatives_are_ancestors_and_the_node_itself_and_leave_the_scratch_as_it_was() -> None:
    nodes, negatives, place = torch.tensor([3, 4, 0]), torch.tensor([0, 2, 3]), torch.full((5,), -1)
    rows, columns = false_negatives(nodes, negatives, PAIRS, place)
    told = {(int(nodes[r]), int(negatives[c])) for r, c in zip(rows, columns, strict=True)}
    assert told == {(n, w) for n in (3, 4, 0) for w in (0, 2, 3) if w == n or w in ANCESTORS[n]}
    assert (place == -1).all()


def test_private_negatives_are_masked_where_they_are_true() -> None:
    nodes = torch.tensor([3, 4, 0, 2])
    drawn, masked = private_negatives(nodes, 40, PAIRS, step_generator(0, 0))
    for node, row, mask in zip(nodes.tolist(), drawn.tolist(), masked.tolist(), strict=True):
        assert mask == [w == node or w in ANCESTORS[node] for w in row]


def test_shared_negatives_are_different_nodes() -> None:
    drawn = shared_negatives(PAIRS, 200, step_generator(0, 0))
    assert drawn.tolist() == [0, 1, 2, 3, 4]


def test_a_step_s_noise_depends_on_the_seed_and_the_step_alone() -> None:
    first, again, other_step, other_seed = (
        torch.rand(4, generator=step_generator(seed, step)) for seed, step in ((0, 7), (0, 7), (0, 8), (1, 7))
    )
    assert torch.equal(first, again)
    assert not torch.equal(first, other_step)
    assert not torch.equal(first, other_seed)
    assert not torch.equal(epoch_order(50, 0, 0), epoch_order(50, 0, 1))
    assert epoch_order(50, 0, 3).sort().values.tolist() == list(range(50))
