"""A node's neighbours three ways, and the code that the runner-up would have led to."""

import numpy as np
import torch

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.evaluate.distances.near_a_node import by_links, by_prefix, near_place, shared, with_runner_up
from hrq.evaluate.quantization.path_of_a_node import Neighbours, residual_path
from hrq.quantize import make_quantizer

CODES = np.array([[0, 0, 0], [0, 0, 1], [0, 1, 0], [1, 0, 0], [0, 0, 2]])
POINTS = torch.tensor([[0.0, 0.0], [0.3, 0.0], [0.1, 0.0], [0.05, 0.0], [0.2, 0.0]])


def test_codes_that_begin_alike_come_first_then_the_nearer() -> None:
    found = by_prefix(CODES, 0, POINTS, c=1.0)
    assert found.rows.tolist() == [4, 1, 2]
    assert found.distances.tolist() == [2, 2, 1]
    assert by_prefix(CODES, 0, None, c=1.0).rows.tolist() == [1, 4, 2]
    assert by_prefix(CODES, 3, POINTS, c=1.0).rows.tolist() == []


def test_links_are_counted_up_and_down() -> None:
    tree = Hierarchy.from_links(list("abcdef"), [("b", "a"), ("c", "a"), ("d", "b"), ("e", "b"), ("f", "c")])
    found = by_links(tree, 1, k=4)
    assert found.rows.tolist() == [0, 3, 4, 2]
    assert found.distances.tolist() == [1, 1, 1, 2]
    assert by_links(tree, 1, k=99).rows.tolist() == [0, 3, 4, 2, 5]


def test_what_groups_share_is_counted_pair_by_pair() -> None:
    groups = [Neighbours(np.array(rows), np.zeros(len(rows))) for rows in ([1, 2, 3], [3, 4], [5])]
    assert shared(groups) == [(0, 1, 1), (0, 2, 0), (1, 2, 0)]


def test_the_nearest_points_of_a_place() -> None:
    assert near_place(POINTS, torch.tensor([0.12, 0.0]), c=1.0, k=2).rows.tolist() == [2, 3]


def test_from_the_runner_up_on_every_codeword_is_the_nearest() -> None:
    noise = torch.Generator().manual_seed(0)
    books = [torch.rand(5, 2, generator=noise, dtype=torch.float64) * 0.8 - 0.4 for _ in range(3)]
    quantizer = make_quantizer("ghrq", books, c=1.0)
    for point in torch.rand(20, 2, generator=noise, dtype=torch.float64) - 0.5:
        code = quantizer.encode(point[None])[0].numpy()
        rival = residual_path(quantizer, point, code).runners_up
        for level in (1, 2, 3):
            swapped = with_runner_up(quantizer, point, code, level)
            assert swapped[: level - 1].tolist() == code[: level - 1].tolist()
            assert swapped[level - 1] == rival[level - 1]
            margins = residual_path(quantizer, point, swapped).margins
            assert (margins[level:] >= 0).all()
            assert margins[level - 1] <= 0
