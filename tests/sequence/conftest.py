"""A small trie, and a model whose logits are a table: what it spells can be worked out by hand."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor

from hrq.sequence.speller import Asked, Shelf, Speller
from hrq.sequence.trie import Trie

SIZES = (3, 4, 5)


class TableSpeller(Speller):
    """Logits by the asked node's last token, the level, and the sum of the tokens so far with weights of their own."""

    def __init__(self) -> None:
        super().__init__()
        noise = torch.Generator().manual_seed(0)
        self.tables = [torch.randn(SIZES[-1], 97, size, generator=noise) * 2 for size in SIZES]
        self.seen: list[tuple[int, Tensor, Tensor]] = []

    def read(self, asked: Asked) -> Tensor:
        return asked.tokens[:, -1]

    def spell(self, context: Tensor, level: int, prefixes: Tensor, tokens: Tensor) -> Tensor:
        self.seen.append((level, prefixes, tokens))
        keys = (tokens * torch.tensor([7, 31])[:level]).sum(dim=1) % 97
        return self.tables[level][context, keys].clone()


@pytest.fixture
def codes() -> NDArray[np.int64]:
    """Fourteen codes that differ, of the sixty there could be; some prefixes of two tokens are nobody's."""
    numbers = np.random.default_rng(0).choice(60, 14, replace=False)
    return np.stack(np.unravel_index(numbers, SIZES), axis=1).astype(np.int64)


@pytest.fixture
def trie(codes: NDArray[np.int64]) -> Trie:
    return Trie.of(codes, SIZES)


@pytest.fixture
def shelf(trie: Trie) -> Shelf:
    return Shelf(trie, None, torch.device("cpu"))


@pytest.fixture
def model() -> TableSpeller:
    return TableSpeller()


@pytest.fixture
def by_hand(model: TableSpeller, trie: Trie, codes: NDArray[np.int64]) -> Callable[..., float]:
    """`by_hand(node, code, free=…)`: the log probability of a code, token after token."""

    def total(node: int, code: NDArray[np.int64], *, free: bool) -> float:
        found, place = 0.0, 0
        for level, token in enumerate(code.tolist()):
            before = torch.from_numpy(code[None, :level])
            logits = model.spell(torch.tensor([codes[node, -1]]), level, torch.tensor([place]), before)[0].double()
            if not free:
                logits[trie.children[level][place] < 0] = -torch.inf
            found += float(logits.log_softmax(0)[token])
            place = int(trie.children[level][place, token])
        return found

    return total
