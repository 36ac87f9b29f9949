"""The lesson's own tree: 31 animals, small enough to see each one, and how it comes to lie in the disk."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.evaluate.distances.average_precision import mean_average_precision
from hrq.geometry.poincare import distance, expmap0
from hrq.train.engine.optimizers import LocalAdam
from hrq.train.hierarchy.contrastive import contrastive_loss, private_mass

KINDS = {
    "mammal": {"cat": ("lion", "lynx"), "dog": ("wolf", "fox"), "whale": ("orca", "dolphin")},
    "bird": {"owl": ("barn owl", "snowy owl"), "duck": ("mallard", "eider"), "gull": ("kittiwake", "tern")},
    "fish": {"shark": ("hammerhead", "dogfish"), "ray": ("manta", "skate"), "salmon": ("trout", "char")},
}
TEMPERATURE, RATE, START, LONGEST = 0.5, 0.15, 0.1, 2.0  # LONGEST: of a tangent vector; the radius tanh 2 = .96
STEPS, KEEP = 240, 8  # one frame in so many steps is kept
SEEDS = (0, 1, 2)


@dataclass(frozen=True, eq=False)
class Training:
    """What happened: places (frames, n, 2), the loss and the mean average precision of every frame."""

    c: float
    places: NDArray[np.float64]
    losses: tuple[float, ...]
    precision: tuple[float, ...]

    @property
    def points(self) -> Tensor:
        """Where the nodes lie at the end, (n, 2) in float64."""
        return torch.from_numpy(self.places[-1])


@lru_cache(maxsize=1)
def tree() -> Hierarchy:
    """The animals as a hierarchy."""
    links = [(kind, "animal") for kind in KINDS]
    for kind, families in KINDS.items():
        links += [(family, kind) for family in families]
        links += [(one, family) for family, members in families.items() for one in members]
    names = ["animal", *(child for child, _ in links)]
    return Hierarchy.from_links(names, links, title="animals")


@lru_cache(maxsize=2 * len(SEEDS))
def train(seed: int, c: float) -> Training:
    """Put the animals in the disk (c = 1) or on paper (c = 0): full batches of the library's loss and optimizer."""
    hierarchy = tree()
    pairs = torch.from_numpy(hierarchy.closure())
    n = len(hierarchy)
    hidden = torch.eye(n, dtype=torch.bool)
    hidden[pairs[:, 0], pairs[:, 1]] = True
    noise = torch.Generator().manual_seed(seed)
    vectors = torch.nn.Parameter(START * torch.randn(n, 2, generator=noise, dtype=torch.float64))
    optimizer = LocalAdam([vectors], RATE, c=c)
    places, losses, precision = [], [], []
    for step in range(STEPS + 1):
        points = expmap0(vectors, c=c)
        loss = _loss(points, pairs, hidden, c=c)
        if step % KEEP == 0:
            places.append(points.detach().numpy().copy())
            losses.append(float(loss.detach()))
            precision.append(mean_average_precision(points.detach(), hierarchy.closure(), c=c))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        _cap(vectors)
    return Training(c, np.stack(places), tuple(losses), tuple(precision))


def _loss(points: Tensor, pairs: Tensor, hidden: Tensor, *, c: float) -> Tensor:
    u, v = points[pairs[:, 0]], points[pairs[:, 1]]
    every = points[None].expand(len(pairs), -1, -1)
    mass = private_mass(u, every, hidden[pairs[:, 0]], c=c, temperature=TEMPERATURE)
    return contrastive_loss(distance(u, v, c=c), mass, temperature=TEMPERATURE, self_term=False)


@torch.no_grad()
def _cap(vectors: Tensor) -> None:
    length = vectors.norm(dim=1, keepdim=True)
    vectors.mul_((LONGEST / length).clamp_max(1))
