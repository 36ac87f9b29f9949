"""Training pairs, batches of them, and negatives that are no ancestors of the nodes they are held against.

Everything random in a step is drawn from a generator made of the seed and the step's number, so that a resumed
training sees the same batches as one that was never interrupted.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs (descendant, ancestor) to learn, and the closure of them as sorted rows, one a node."""

    positives: Tensor  # (m, 2)
    starts: Tensor  # (n + 1,): where each node's ancestors begin in `ancestors`
    ancestors: Tensor  # (k,)

    @property
    def nodes(self) -> int:
        """How many nodes there are."""
        return len(self.starts) - 1

    def to(self, device: torch.device) -> "Pairs":
        """These pairs on another device."""
        return Pairs(self.positives.to(device), self.starts.to(device), self.ancestors.to(device))


def make_pairs(positives: NDArray[np.int64], closure: NDArray[np.int64], nodes: int) -> Pairs:
    """Group `closure` (k, 2), the pairs that are never negatives, by descendant."""
    ordered = closure[np.lexsort((closure[:, 1], closure[:, 0]))]
    starts = np.searchsorted(ordered[:, 0], np.arange(nodes + 1))
    return Pairs(
        torch.from_numpy(positives.astype(np.int64)),
        torch.from_numpy(starts.astype(np.int64)),
        torch.from_numpy(ordered[:, 1].astype(np.int64)),
    )


def step_generator(seed: int, step: int, device: torch.device | None = None) -> torch.Generator:
    """A generator of its own for every step; neighbouring steps and seeds do not share streams."""
    mixed = np.random.SeedSequence([seed, step]).generate_state(1, np.uint64)[0]
    return torch.Generator(device or "cpu").manual_seed(int(mixed >> np.uint64(1)))


def epoch_order(pairs: int, seed: int, epoch: int) -> Tensor:
    """The order of an epoch's pairs; the same for the same seed and epoch."""
    return torch.randperm(pairs, generator=step_generator(seed, -1 - epoch & 0x7FFFFFFF))


def batches(order: Tensor, batch: int, first: int) -> Iterator[Tensor]:
    """An epoch's batches from number `first` on; the last one may be short."""
    yield from order.split(batch)[first:]


def ancestor_positions(nodes: Tensor, pairs: Pairs) -> tuple[Tensor, Tensor]:
    """For nodes (b,): (row, ancestor) of every ancestor of every row's node, without a Python loop."""
    begin, count = pairs.starts[nodes], pairs.starts[nodes + 1] - pairs.starts[nodes]
    rows = torch.repeat_interleave(torch.arange(len(nodes), device=nodes.device), count)
    first = torch.cumsum(count, 0) - count
    within = torch.arange(len(rows), device=nodes.device) - first[rows]
    return rows, pairs.ancestors[begin[rows] + within]


def shared_negatives(pairs: Pairs, number: int, generator: torch.Generator) -> Tensor:
    """At most `number` different nodes, sorted; one draw serves a whole batch."""
    drawn = torch.randint(pairs.nodes, (number,), generator=generator, device=generator.device)
    different: Tensor = torch.unique(drawn.to(pairs.starts.device))
    return different


def false_negatives(nodes: Tensor, negatives: Tensor, pairs: Pairs, place: Tensor) -> tuple[Tensor, Tensor]:
    """Where (row, column) a negative is the row's node itself or one of its ancestors.

    `place` is a scratch vector of −1, one entry a node; it is left as it was found.
    """
    place[negatives] = torch.arange(len(negatives), device=negatives.device)
    rows, ancestors = ancestor_positions(nodes, pairs)
    rows = torch.cat([rows, torch.arange(len(nodes), device=nodes.device)])
    columns: Tensor = place[torch.cat([ancestors, nodes])]
    place[negatives] = -1
    hit = columns >= 0
    return rows[hit], columns[hit]


def private_negatives(nodes: Tensor, number: int, pairs: Pairs, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """`number` negatives for each row (b, number), and which of them are ancestors or the node itself, to be masked."""
    drawn = torch.randint(pairs.nodes, (len(nodes), number), generator=generator, device=generator.device)
    drawn = drawn.to(nodes.device)
    rows, ancestors = ancestor_positions(nodes, pairs)
    keys = torch.cat(
        [rows * pairs.nodes + ancestors, torch.arange(len(nodes), device=nodes.device) * pairs.nodes + nodes]
    )
    wanted = torch.arange(len(nodes), device=nodes.device)[:, None] * pairs.nodes + drawn
    return drawn, torch.isin(wanted, keys)
