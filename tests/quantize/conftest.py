"""Codebooks and a toy tree for the tests of the quantizers."""

from collections.abc import Callable, Iterator

import pytest
import torch
from torch import Tensor

from hrq.geometry.poincare import expmap0, radius
from hrq.quantize import search


@pytest.fixture(scope="module", params=["compiled", "product"])
def both_searches(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every search by machine code, which much work on a processor takes, and by products, as little work and GPUs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "COMPILED_FROM", 0 if request.param == "compiled" else 1 << 60)
        yield


@pytest.fixture(scope="session")
def codebooks() -> Callable[..., list[Tensor]]:
    """`codebooks(sizes, d, c=…, seed=…, longest=…)`: codewords with √c|q| uniform up to `longest`."""

    def draw(
        sizes: list[int], d: int, *, c: float, seed: int, longest: float = 0.3, dtype: torch.dtype = torch.float64
    ) -> list[Tensor]:
        noise = torch.Generator().manual_seed(seed)
        unit = radius(c) if c > 0 else 3.0
        books = []
        for size in sizes:
            direction = torch.randn(size, d, generator=noise, dtype=torch.float64)
            length = longest * unit * torch.rand(size, 1, generator=noise, dtype=torch.float64)
            books.append((direction / direction.norm(dim=-1, keepdim=True) * length).to(dtype))
        return books

    return draw


@pytest.fixture(scope="session")
def toy_tree() -> Tensor:
    """600 nodes of a random tree in the unit ball (c = 1), d = 6: children a short step farther out than parents."""
    noise = torch.Generator().manual_seed(5)
    tangents = torch.zeros(600, 6, dtype=torch.float64)
    for node in range(1, 600):
        parent = int(torch.rand(1, generator=noise) * min(node, 2 + node // 4))
        tangents[node] = 1.05 * tangents[parent] + torch.randn(6, generator=noise, dtype=torch.float64) * 0.2
    reach = tangents.norm(dim=-1, keepdim=True)
    return expmap0(tangents / reach.clamp_min(1e-9) * reach.clamp_max(2.6), c=1.0)
