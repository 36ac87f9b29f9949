import itertools
import json

import numpy as np
import pytest

from hrq.data.hierarchy.code_tree import code_tree
from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.likeness import path_similarity
from hrq.data.wordnet.nouns import load_wordnet
from hrq.errors import SettingError, ShapeError, TooLargeError
from hrq.evaluate.agreement import measures, purity
from hrq.evaluate.agreement.measures import DEFINITIONS, F1, INFORMATION, PURITY, WUP, Measure, measure_agreement


@pytest.fixture(scope="module")
def felines() -> Hierarchy:
    return load_wordnet().subtree("feline.n.01")


@pytest.fixture(scope="module")
def knowing(felines: Hierarchy) -> np.ndarray:
    """Codes that are the hierarchy's own first branches."""
    ways = [felines.path_to_root(node)[::-1] for node in range(len(felines))]
    return np.array([[*(way + [way[-1]] * 3)[1:3], node] for node, way in enumerate(ways)])


def find(lines: list[Measure], name: str, **where: int) -> Measure:
    return next(one for one in lines if one["name"] == name and all(one[k] == v for k, v in where.items()))  # type: ignore[literal-required]


def test_f1_against_sets(felines: Hierarchy, knowing: np.ndarray) -> None:
    found = measure_agreement(knowing, felines, draws=2).measures
    tree = code_tree(knowing, felines.names)
    matched_nodes = [{node, *felines.descendants(node).tolist()} for node in range(len(felines))]
    for tokens in (1, 2, 3):
        scores = []
        for node in range(len(felines)):
            members = set(tree.members(tree.node_of(knowing[node, :tokens])).tolist())
            scores.append(max(2 * len(members & one) / (len(members) + len(one)) for one in matched_nodes))
        assert find(found, F1, tokens=tokens)["value"] == pytest.approx(np.mean(scores))


def test_codes_that_are_the_hierarchy_pass_every_control(felines: Hierarchy, knowing: np.ndarray) -> None:
    found = measure_agreement(knowing, felines, draws=20)
    assert {one["name"] for one in found.measures} == set(DEFINITIONS)
    assert not found.left_out
    for one in found.measures:
        if one["tokens"] == 3 or one["value"] is None or one["cut"] not in (None, 1):
            continue
        assert one["low"] - 1e-9 <= one["value"] <= one["high"] + 1e-9  # type: ignore[operator]
        if one["name"] == "rank_correlation":
            assert one["value"] < one["shuffled_low"]  # type: ignore[operator]
        else:
            assert one["value"] > one["shuffled_high"]  # type: ignore[operator]
    assert find(found.measures, "triplet_agreement")["value"] == 1
    assert find(found.measures, PURITY, cut=1)["value"] == pytest.approx(1)
    assert find(found.measures, INFORMATION, tokens=1, cut=1)["value"] == pytest.approx(1)


def test_the_interval_of_a_likeness_is_that_of_a_mean_of_all_its_pairs(felines: Hierarchy, knowing: np.ndarray) -> None:
    pairs = [p for p in itertools.combinations(range(len(felines)), 2) if knowing[p[0], 0] == knowing[p[1], 0]]
    values = path_similarity(felines, *np.array(pairs).T)
    found = find(measure_agreement(knowing, felines, draws=2).measures, "path_similarity", tokens=1)
    half = 1.96 * values.std(ddof=1) / len(values) ** 0.5
    assert (found["value"], found["low"], found["high"]) == pytest.approx(
        (values.mean(), values.mean() - half, values.mean() + half)
    )
    assert (found["count"], found["sampled"]) == (len(pairs), False)


def test_a_part_of_the_pairs_is_called_a_sample(
    felines: Hierarchy, knowing: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measures, "SAMPLES", {"pairs": 50, "triples": 300, "ranked": 40})
    found = measure_agreement(knowing, felines, draws=2).measures
    for name in (WUP, "path_similarity", "triplet_agreement", "rank_correlation"):
        assert find(found, name)["sampled"]
    assert find(found, WUP)["count"] == 50
    assert find(found, "rank_correlation")["count"] == 40
    assert not find(found, F1)["sampled"]
    every = len(felines) * (len(felines) - 1) // 2
    monkeypatch.setattr(measures, "SAMPLES", {"pairs": 50, "triples": 300, "ranked": every + 1})
    assert not find(measure_agreement(knowing, felines, draws=2).measures, "rank_correlation")["sampled"]


def test_controls_are_means_of_the_draws(felines: Hierarchy, knowing: np.ndarray) -> None:
    for one in measure_agreement(knowing, felines, draws=5).measures:
        if one["shuffled"] is not None:
            assert one["shuffled_low"] <= one["shuffled"] <= one["shuffled_high"]  # type: ignore[operator]


def test_the_main_cut_has_as_many_classes_as_there_are_prefixes(felines: Hierarchy, knowing: np.ndarray) -> None:
    mains = measure_agreement(knowing, felines, draws=2).main_cuts
    assert mains == {
        tokens: purity.nearest_cut(felines, len(np.unique(knowing[:, :tokens], axis=0))) for tokens in (1, 2, 3)
    }


def test_the_same_seed_gives_the_same_numbers(felines: Hierarchy, knowing: np.ndarray) -> None:
    first, again, other = (measure_agreement(knowing, felines, draws=3, seed=seed) for seed in (0, 0, 1))
    assert first == again
    assert first != other
    assert json.loads(json.dumps(first.measures)) == first.measures


def test_three_nodes_and_several_roots_have_what_can_be_counted() -> None:
    three = Hierarchy.from_links(["a", "b", "c"], [("b", "a")])
    found = measure_agreement(np.array([[0, 0], [0, 1], [1, 0]]), three, draws=2).measures
    assert find(found, INFORMATION, tokens=1, cut=0)["value"] == pytest.approx(1)
    assert find(found, "wup_similarity", tokens=1)["count"] == 1


def test_without_a_closure_the_rest_is_measured(
    felines: Hierarchy, knowing: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise TooLargeError("The transitive closure of this hierarchy has too many pairs.")

    monkeypatch.setattr(measures.pairs, "random_pairs", refuse)
    found = measure_agreement(knowing, felines, draws=2)
    assert {one["name"] for one in found.measures} == {PURITY, INFORMATION}
    assert "too many pairs" in found.left_out
    assert F1 in found.left_out


def test_codes_must_belong_to_the_hierarchy(felines: Hierarchy, knowing: np.ndarray) -> None:
    with pytest.raises(ShapeError, match="a row for every node"):
        measure_agreement(knowing[:3], felines)
    with pytest.raises(SettingError, match="draws"):
        measure_agreement(knowing, felines, draws=1)
