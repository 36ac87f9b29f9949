import itertools
import json

import numpy as np
import pytest

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.likeness import wup_similarity
from hrq.data.wordnet.nouns import load_wordnet
from hrq.errors import SettingError, ShapeError
from hrq.evaluate.agreement.likeness import draw_pairs, group_by_code, prefix_similarity


@pytest.fixture(scope="module")
def canines() -> Hierarchy:
    return load_wordnet().subtree("canine.n.02")


def test_all_pairs_of_a_small_tree_against_a_loop(canines: Hierarchy) -> None:
    codes = np.random.default_rng(0).integers(0, 3, (len(canines), 3))
    for row in prefix_similarity(codes, canines, seed=0):
        k = row["tokens"]
        pairs = [
            p for p in itertools.combinations(range(len(canines)), 2) if (codes[p[0], :k] == codes[p[1], :k]).all()
        ]
        a, b = np.array(pairs).T
        assert row["pairs"] == len(pairs)
        assert row["wup"] == pytest.approx(wup_similarity(canines, a, b).mean())


def test_codes_that_know_the_tree_pass_their_control_and_shuffled_ones_do_not(canines: Hierarchy) -> None:
    top = np.array([canines.path_to_root(node)[-2:][0] for node in range(len(canines))])
    knowing = np.column_stack([top, np.arange(len(canines)) % 3])
    first = prefix_similarity(knowing, canines, seed=1)[0]
    assert first["wup"] is not None
    assert first["shuffled_high"] is not None
    assert first["wup"] > first["shuffled_high"]
    blind = np.random.default_rng(2).permutation(knowing)
    control = prefix_similarity(blind, canines, seed=1)[0]
    assert control["wup"] == pytest.approx(first["shuffled"], abs=0.05)
    assert control["shuffled_low"] <= control["shuffled"] <= control["shuffled_high"]  # type: ignore[operator]


def test_a_sample_stands_for_all_pairs(canines: Hierarchy) -> None:
    codes = np.random.default_rng(0).integers(0, 2, (len(canines), 1))
    whole = prefix_similarity(codes, canines, seed=0)[0]
    part = prefix_similarity(codes, canines, seed=0, sample=500)[0]
    assert part["pairs"] == whole["pairs"] > 500
    assert part["wup"] == pytest.approx(whole["wup"], abs=0.02)
    assert prefix_similarity(codes, canines, seed=0, sample=500)[0] == part


def test_pairs_are_drawn_evenly_and_never_a_node_with_itself() -> None:
    """Every one of the 3 + 10 pairs in groups of 3 and 5, about as often."""
    groups = group_by_code(np.array([[0]] * 3 + [[1]] * 5 + [[2]]))
    assert groups.ends.tolist() == [3, 13, 13]
    assert {frozenset(p) for p in zip(*draw_pairs(groups, np.random.default_rng(0), 100), strict=True)} == {
        frozenset(p) for span in (range(3), range(3, 8)) for p in itertools.combinations(span, 2)
    }
    groups = group_by_code(np.zeros((200, 1), dtype=int))
    a, b = draw_pairs(groups, np.random.default_rng(0), 19_899)
    assert (a != b).all()
    assert np.bincount(np.concatenate([a, b]), minlength=200).min() > 120


def test_unique_codes_have_nothing_to_say_of_full_codes(canines: Hierarchy) -> None:
    codes = np.column_stack([np.zeros(len(canines), dtype=int), np.arange(len(canines))])
    last = prefix_similarity(codes, canines, seed=0)[-1]
    assert last["pairs"] == 0
    assert last["wup"] is last["shuffled"] is None
    assert json.loads(json.dumps(last)) == last


def test_codes_must_belong_to_the_hierarchy(canines: Hierarchy) -> None:
    with pytest.raises(ShapeError, match="a row for every node"):
        prefix_similarity(np.zeros((3, 2), dtype=int), canines, seed=0)
    with pytest.raises(SettingError, match="draws"):
        prefix_similarity(np.zeros((len(canines), 1), dtype=int), canines, seed=0, draws=1)
