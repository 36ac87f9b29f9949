from pathlib import Path

import numpy as np
import pytest

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.evaluate.mistakes.blame import EMBEDDING, QUANTIZER, Evidence, blame_many, evidence, kin_of, leaving
from hrq.geometry.poincare import distance
from hrq.runs import load_run


def test_kin_are_parents_children_and_siblings() -> None:
    links = [("b", "a"), ("c", "a"), ("d", "b"), ("d", "c"), ("e", "b"), ("f", "c"), ("g", "d")]
    graph = Hierarchy.from_links(list("abcdefg"), links)
    assert [graph.names[one] for one in kin_of(graph, graph.index("d"))] == ["b", "c", "e", "f", "g"]


def test_where_a_code_leaves_its_kin() -> None:
    codes = np.array([[1, 5, 0], [1, 4, 1], [1, 4, 2], [1, 4, 3], [0, 0, 0]])
    found = leaving(codes, 0, np.array([1, 2, 3, 4]))
    assert found is not None
    assert (found.level, found.taken, found.right, found.kin.tolist()) == (2, 5, 4, [1, 2, 3])
    assert leaving(codes, 1, np.array([0, 2, 3])) is None, "it goes the way of most of them"
    assert leaving(codes, 0, np.array([1, 4])) is None, "a tie is no way"


def test_the_quantizer_is_to_blame_where_kin_are_as_near() -> None:
    blank = Evidence(np.zeros(0, np.int64), None, None, None, 0, 1.0, 1, 1.0, None)
    assert blank.blame == QUANTIZER
    assert blank._replace(kin_distance=2.0).blame == EMBEDDING
    assert blank._replace(other_distance=2.0).blame == QUANTIZER
    assert blank._replace(kin_distance=None).blame == blank._replace(other_distance=None).blame == ""


def test_kin_among_the_nearest_are_a_share_of_ten_at_most(tiny_run: Path) -> None:
    run = load_run(tiny_run)
    for node in (0, 3, 30):
        apart = distance(run.points[node][None].double(), run.points.double(), c=run.config.curvature).numpy()
        apart[node] = np.inf
        kin = kin_of(run.hierarchy, node)
        near = np.argsort(apart)[: min(10, len(kin))]
        assert evidence(run, node).nearest_are_kin == pytest.approx(np.isin(near, kin).mean())


def test_blame_follows_from_distances(tiny_run: Path) -> None:
    run = load_run(tiny_run)
    points, codes = run.points.double(), run.codes
    told = []
    for node in range(len(run.names)):
        found = evidence(run, node)
        if found.blame and found.leaving is not None:
            level = found.leaving.level
            apart = distance(points[node][None], points, c=run.config.curvature).numpy()
            under = [i for i in range(31) if i != node and (codes[i, :level] == codes[node, :level]).all()]
            others = [apart[i] for i in under if i not in found.kin]
            kin = min(apart[i] for i in found.leaving.kin)
            assert found.blame == (QUANTIZER if kin <= min(others) else EMBEDDING)
        told.append(found.blame)
    assert {EMBEDDING, QUANTIZER} & set(told)
    assert blame_many(run, np.arange(31)) == told


def test_distances_to_both_codewords_are_those_of_the_residual(tiny_run: Path) -> None:
    run = load_run(tiny_run)
    left = [(node, found) for node in range(31) if (found := evidence(run, node)).leaving is not None]
    assert left
    for node, found in left:
        assert found.leaving is not None
        steps = run.quantizer.steps(run.points[node][None].double(), run.codes[node][None])
        book = run.quantizer.codebooks[found.leaving.level - 1].detach().double()[found.leaving.right]
        at = steps.residuals[found.leaving.level - 1, 0]
        assert found.to_right == pytest.approx(float(distance(at, book, c=run.quantizer.residual_c)))
        assert found.to_taken == pytest.approx(float(steps.distances[0, found.leaving.level - 1]))
