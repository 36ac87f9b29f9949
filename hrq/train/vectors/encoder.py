"""From vectors of any kind to the ball and back: two small networks around the tangent space at 0."""

import math

import torch
from jaxtyping import Float
from torch import Tensor, nn

from hrq.geometry.poincare import expmap0, logmap0
from hrq.runs.config import Settings
from hrq.train.engine.table import longest_tangent

WIDTH = 256


class Autoencoder(nn.Module):
    """Encoder to the ball of curvature −c, decoder back. Vectors are centred, and scaled to unit spread."""

    def __init__(self, vectors: Float[Tensor, "n wide"], settings: Settings) -> None:
        super().__init__()
        wide, noise = vectors.shape[1], torch.Generator().manual_seed(settings.seed)
        self.c, self.longest = settings.curvature, longest_tangent(settings)
        self.mean = vectors.mean(dim=0)
        self.spread = _spread(vectors - self.mean)
        self.inwards = _network(wide, settings.dimension, noise)
        self.outwards = _network(settings.dimension, wide, noise)

    def scaled(self, vectors: Float[Tensor, "n wide"]) -> Float[Tensor, "n wide"]:
        """Vectors as the networks see them."""
        return (vectors - self.mean) / self.spread

    def encode(self, scaled: Float[Tensor, "n wide"]) -> Float[Tensor, "n d"]:
        """Scaled vectors → points of the ball, none beyond the radius cap."""
        tangents = self.inwards(scaled)
        if math.isfinite(self.longest):
            lengths = tangents.norm(dim=-1, keepdim=True).clamp_min(1e-12)
            tangents = tangents * (self.longest / lengths).clamp_max(1)
        return expmap0(tangents, c=self.c)

    def decode(self, points: Float[Tensor, "n d"]) -> Float[Tensor, "n wide"]:
        """Points of the ball → scaled vectors."""
        decoded: Tensor = self.outwards(logmap0(points, c=self.c))
        return decoded


def _spread(centred: Tensor) -> Tensor:
    """Root of the mean square, without squaring what is near the end of the numbers' range."""
    largest = centred.abs().max().clamp_min(torch.finfo(centred.dtype).tiny)
    return largest * (centred / largest).square().mean().sqrt()


def _network(wide: int, narrow: int, noise: torch.Generator) -> nn.Sequential:
    """Two layers, and seeded weights that leave the global generator alone."""
    first, second = nn.Linear(wide, WIDTH), nn.Linear(WIDTH, narrow)
    for layer in (first, second):
        bound = 1 / math.sqrt(layer.in_features)
        with torch.no_grad():
            layer.weight.uniform_(-bound, bound, generator=noise)
            layer.bias.zero_()
    return nn.Sequential(first, nn.GELU(), second)
