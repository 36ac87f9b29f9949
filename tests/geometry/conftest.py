"""Points of the ball for the tests of geometry: any curvature, any distance from the rim, one seed."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from hrq.geometry.poincare import radius

Points = Callable[..., Tensor]


@pytest.fixture(scope="session")
def ball_points() -> Points:
    """`ball_points(n, d, c=…, seed=…, closest=…)`: 1 − √c|x| is log-uniform between `closest` and 0.9."""

    def draw(n: int, d: int, *, c: float, seed: int, closest: float, dtype: torch.dtype = torch.float64) -> Tensor:
        noise = torch.Generator().manual_seed(seed)
        direction = torch.randn(n, d, generator=noise, dtype=torch.float64)
        low = torch.tensor(closest, dtype=torch.float64).log10()
        away = 10 ** (low + (-0.05 - low) * torch.rand(n, 1, generator=noise, dtype=torch.float64))
        unit = radius(c) if c > 0 else 3.0
        return (direction / direction.norm(dim=-1, keepdim=True) * (1 - away) * unit).to(dtype)

    return draw
