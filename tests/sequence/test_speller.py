"""What a model is given of a node, and probabilities among the tokens that lead somewhere."""

import numpy as np
import torch
from numpy.typing import NDArray

from hrq.sequence.speller import Shelf, log_shares
from hrq.sequence.trie import Trie


def test_a_model_is_given_the_tokens_the_prefixes_and_the_extra_vector(trie: Trie, codes: NDArray[np.int64]) -> None:
    extra = np.arange(28, dtype=np.float32).reshape(14, 2)
    nodes = np.array([4, 13, 4])
    asked = Shelf(trie, extra, torch.device("cpu")).asked(nodes)
    assert np.array_equal(asked.tokens.numpy(), codes[nodes])
    assert [one.tolist() for one in asked.places] == [places[nodes].tolist() for places in trie.places]
    assert asked.extra is not None
    assert np.array_equal(asked.extra.numpy(), extra[nodes])
    assert Shelf(trie, None, torch.device("cpu")).asked(nodes).extra is None


def test_a_shelf_knows_where_there_is_a_choice() -> None:
    shelf = Shelf(Trie.of(np.array([[0, 1], [2, 0], [2, 3]]), (3, 4)), None, torch.device("cpu"))
    assert [one.tolist() for one in shelf.several] == [[True], [False, True]]
    assert [one.tolist() for one in shelf.children] == [[[0, -1, 1]], [[-1, 0, -1, -1], [1, -1, -1, 2]]]
    weights = shelf.weights(np.array([0.5, 2.0]))
    assert weights.dtype == torch.float32
    assert weights.tolist() == [0.5, 2.0]


def test_integers_reach_the_device_in_order_whatever_their_layout(shelf: Shelf) -> None:
    assert shelf.to(np.arange(6)[::-2]).tolist() == [5, 3, 1]


def test_log_shares_are_of_the_tokens_that_lead_somewhere() -> None:
    logits = torch.tensor([[0.0, 1.0, 2.0], [5.0, 5.0, -torch.inf], [1.0, 2.0, 3.0]])
    shares = log_shares(logits, torch.tensor([[0, -1, 1], [4, 7, 2], [-1, -1, -1]])).exp()
    below = 1 + torch.tensor(2.0).exp()
    torch.testing.assert_close(shares[0], torch.tensor([1 / below, 0.0, torch.tensor(2.0).exp() / below]))
    assert shares[1:].tolist() == [[0.5, 0.5, 0.0], [0.0, 0.0, 0.0]]
