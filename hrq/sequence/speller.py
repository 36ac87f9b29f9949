"""What a model is given of the nodes asked about, and what every model must be able to do with it."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from hrq.data.hierarchy.links import Ints
from hrq.sequence.trie import Trie


@dataclass(frozen=True, eq=False)
class Asked:
    """Tokens (q, N), the number of the prefix of each length (N + 1 tensors (q,)), and an extra vector (q, e)."""

    tokens: Tensor
    places: list[Tensor]
    extra: Tensor | None


class Speller(nn.Module):
    """A model that reads codes and spells codes."""

    def read(self, asked: Asked) -> Tensor:
        """What is known of the nodes (q, …)."""
        raise NotImplementedError

    def spell(self, context: Tensor, level: int, prefixes: Tensor, tokens: Tensor) -> Tensor:
        """Logits (m, codewords) of token `level` after prefixes (m,), −1 for ones that do not exist, of `tokens`."""
        raise NotImplementedError


class Shelf:
    """The trie and the nodes' extra vectors on a device."""

    def __init__(self, trie: Trie, extra: NDArray[np.float32] | None, device: torch.device) -> None:
        self.trie, self.device = trie, device
        self.children = [torch.from_numpy(one.astype(np.int32)).to(device) for one in trie.children]
        self.spelt = [torch.from_numpy(one).to(device) for one in trie.spelt]
        self.several = [(one >= 0).sum(dim=1) > 1 for one in self.children]  # prefixes that leave a choice
        self._places = [torch.from_numpy(one).to(device) for one in trie.places]
        self._extra = None if extra is None else torch.from_numpy(extra).to(device)

    def asked(self, nodes: Ints) -> Asked:
        """What a model is given of some nodes."""
        rows = self.to(nodes)
        places = [one[rows] for one in self._places]
        return Asked(self.spelt[-1][places[-1]], places, None if self._extra is None else self._extra[rows])

    def to(self, numbers: Ints) -> Tensor:
        """Integers on the device."""
        return torch.from_numpy(np.ascontiguousarray(numbers)).to(self.device)

    def weights(self, values: NDArray[np.float64]) -> Tensor:
        """Weights on the device."""
        return torch.from_numpy(values.astype(np.float32)).to(self.device)


def log_shares(logits: Tensor, children: Tensor) -> Tensor:
    """Log probabilities among the tokens that lead somewhere; −∞ for those that do not, and where none does."""
    held = logits.masked_fill(children < 0, -torch.inf)
    return torch.where(torch.isfinite(held), held - held.logsumexp(dim=1, keepdim=True), -torch.inf)
