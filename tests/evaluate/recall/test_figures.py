"""The figures, against cases worked out by hand."""

import numpy as np
import pytest

from hrq.data.hierarchy.splits import Split
from hrq.errors import ShapeError
from hrq.evaluate.recall.figures import Found, Questions, by_group, estimate, summary
from hrq.evaluate.recall.known import Known
from hrq.evaluate.recall.ranked_lists import best_of, chained, without

TRAIN = np.array([[0, 5], [0, 6], [1, 5]])
TEST = np.array([[0, 7], [1, 6], [1, 7], [1, 8]])


@pytest.fixture
def found() -> tuple[Questions, Found]:
    """Node 0 knows 5 and 6; node 1 knows 5. Answers of 0: 5 6 7 …; of 1: 7 5 6 …, and 8 nowhere."""
    known = Known.of(Split("closure", 0, TRAIN, TEST), 10)
    questions = Questions.of(TEST)
    ranked = np.array([[5, 6, 7, 1, 2, 3, -1], [7, 5, 6, 2, 3, 4, -1]])
    return questions, Found.of(questions, known, ranked)


def test_known_ancestors_are_left_in_or_removed(found: tuple[Questions, Found]) -> None:
    questions, ranks = found
    np.testing.assert_array_equal(ranks.plain, [3, 3, 1, 0])
    np.testing.assert_array_equal(ranks.filtered, [1, 2, 1, 0])
    told = summary(ranks.values(), questions)
    assert (told["recall"], told["recall_filtered"]) == (0.75, 0.75)
    assert told["at"]["recall@1"] == 0.25
    assert told["at"]["recall_filtered@1"] == 0.5
    assert told["reciprocal_rank"] == pytest.approx((1 + 0.5 + 1 + 0) / 4)
    assert (told["pairs"], told["nodes"]) == (4, 2)


def test_what_only_follows_stays_in_the_list() -> None:
    """0 is known to lie under 5, and 5 under 7: that 0 lies under 7 follows, and is asked for."""
    known = Known.of(Split("closure", 0, np.array([[0, 5], [5, 7]]), np.array([[0, 7]])), 10)
    ranks = Found.of(Questions.of(np.array([[0, 7]])), known, np.array([[5, 7, 1]]))
    assert ranks.filtered.tolist() == [1]


def test_the_interval_counts_nodes_not_pairs() -> None:
    """Ten pairs of one node that hit and ten of another that miss are two observations, not twenty."""
    values = np.repeat([1.0, 0.0], 10)
    apart = estimate(values, np.arange(20))
    together = estimate(values, np.repeat([0, 1], 10))
    assert apart.value == together.value == 0.5
    assert together.half == pytest.approx(1.96 * np.sqrt(2 * (5**2 + 5**2)) / 20)
    assert apart.half < 0.25 < together.half
    assert np.isnan(estimate(values[:10], np.zeros(10, dtype=np.int64)).half)


def test_groups_add_up(found: tuple[Questions, Found]) -> None:
    questions, ranks = found
    groups = by_group(ranks.values()["recall_filtered@10"], questions, np.array([1, 1, 2, 2]))
    assert [(one["group"], one["value"], one["pairs"]) for one in groups] == [(1, 1.0, 2), (2, 0.5, 2)]


def test_lists_are_closed_up_and_chained() -> None:
    ranked = np.array([[4, 2, -1, 9]])
    np.testing.assert_array_equal(without(ranked, ranked == 4, 3), [[2, 9, -1]])
    np.testing.assert_array_equal(chained(ranked, np.array([[9, 3, 2]])), [[4, 2, 9, 3, -1, -1, -1]])


def test_best_of_breaks_ties_by_the_second_key() -> None:
    from scipy.sparse import csr_matrix

    scores = csr_matrix(np.array([[1.0, 3.0, 3.0, 0.0], [0.0, 0.0, 0.0, 2.0]]))
    np.testing.assert_array_equal(best_of(scores, 2, np.array([0, 1, 2, 3])), [[2, 1], [3, -1]])


def test_a_sample_is_drawn_by_node_with_the_seed() -> None:
    test = np.column_stack([np.repeat(np.arange(20), 3), np.tile([30, 31, 32], 20)])
    first, again, other = (Questions.of(test, sample=5, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.nodes, again.nodes)
    assert len(first.nodes) == 5
    assert len(first.targets) == 15
    assert first.nodes.tolist() != other.nodes.tolist()


def test_answers_for_other_questions_are_refused() -> None:
    with pytest.raises(ShapeError, match=r"a row for every node asked"):
        Questions.of(TEST).ranks(np.zeros((3, 10), dtype=np.int64))
