"""Mean average precision against a plain loop, and on places where the answer is known."""

import numpy as np
import pytest
import torch

from hrq.evaluate.distances import average_precision
from hrq.evaluate.distances.average_precision import mean_average_precision
from hrq.geometry.poincare import distance

CHAIN = np.array([[1, 0], [2, 0], [2, 1]])  # 2 is under 1 is under 0


def by_hand(points: torch.Tensor, pairs: np.ndarray, known: set[tuple[int, int]], *, c: float) -> float:
    """The definition, one node and one ancestor at a time."""
    precisions = []
    for node in np.unique(pairs[:, 0]):
        apart = distance(points[node][None], points, c=c)
        ancestors = sorted((float(apart[a]), int(a)) for n, a in pairs if n == node)
        others = [
            float(apart[other])
            for other in range(len(points))
            if other != node and other not in [a for _, a in ancestors] and (int(node), other) not in known
        ]
        ranks = [(k + 1) / (k + 1 + sum(other <= near for other in others)) for k, (near, _) in enumerate(ancestors)]
        precisions.append(np.mean(ranks))
    return float(np.mean(precisions))


@pytest.mark.parametrize("c", [0.0, 1.0])
@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_plain_loop_s(c: float, seed: int) -> None:
    noise = np.random.default_rng(seed)
    points = torch.from_numpy(noise.integers(-5, 6, (30, 2)) / 8)  # eighths make ties, and no rounding errors
    pairs = np.unique(noise.integers(0, 30, (60, 2)), axis=0)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    held_out, known = pairs[::3], pairs[1::3]
    expected = by_hand(points, held_out, {(int(a), int(b)) for a, b in known}, c=c)
    assert mean_average_precision(points, held_out, c=c, known=known) == pytest.approx(expected, abs=1e-12)


def test_a_perfect_line_scores_one_and_a_reversed_one_less() -> None:
    line = torch.tensor([[0.0, 0.0], [0.1, 0.0], [0.25, 0.0], [0.9, 0.0]], dtype=torch.float64)
    assert mean_average_precision(line, CHAIN, c=1.0) == 1.0
    assert mean_average_precision(line[[3, 0, 2, 1]], CHAIN, c=1.0) < 1.0


def test_nothing_to_rank_is_nan_and_a_sample_is_seeded() -> None:
    points = torch.rand(8, 2, dtype=torch.float64) / 2
    assert np.isnan(mean_average_precision(points, CHAIN[:0], c=1.0))
    pairs = np.array([[i, 0] for i in range(1, 8)])
    one, again = (mean_average_precision(points, pairs, c=1.0, sample=3, seed=5) for _ in range(2))
    assert one == again


@pytest.mark.parametrize("rows", [1, 2, 3, 7])
def test_pieces_of_the_nodes_change_nothing(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """All large runs are ranked in pieces, none of the small ones."""
    noise = np.random.default_rng(1)
    points = torch.from_numpy(noise.random((12, 2)) - 0.5)
    pairs = np.array(
        [(node, other) for node in range(10) for other in range(12) if node != other and (node + other) % 3]
    )
    whole = mean_average_precision(points, pairs[::2], c=1.0, known=pairs[1::2])
    monkeypatch.setattr(average_precision, "CHUNK", rows * len(points))
    assert mean_average_precision(points, pairs[::2], c=1.0, known=pairs[1::2]) == pytest.approx(whole, abs=1e-12)
    assert whole == pytest.approx(by_hand(points, pairs[::2], {(int(a), int(b)) for a, b in pairs[1::2]}, c=1.0))


def test_a_sample_is_ranked_like_any_node() -> None:
    """Seven nodes of one ancestor each: a sample of one is one of their precisions, and of all is their mean."""
    points = torch.rand(8, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(2)) / 2
    pairs = np.array([[i, 0] for i in range(1, 8)])
    each = [by_hand(points, pairs[i : i + 1], set(), c=1.0) for i in range(7)]
    ones = {round(mean_average_precision(points, pairs, c=1.0, sample=1, seed=seed), 9) for seed in range(12)}
    assert len(ones) > 1
    assert ones <= {round(one, 9) for one in each}
    assert mean_average_precision(points, pairs, c=1.0, sample=7) == pytest.approx(np.mean(each))
