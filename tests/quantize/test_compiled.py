"""The compiled loop against the plain one: odd sizes, close calls, numbers that overflow float32."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from hrq.geometry.poincare import gap
from hrq.quantize import search
from hrq.quantize.compiled import compiled_nearest
from hrq.quantize.search import Search, nearest


def exactly(x: Tensor, book: Tensor, c: float) -> Tensor:
    """The index of the lowest |x − e|²/(1 − c|e|²), every difference formed in float64."""
    apart = (x.double()[:, None] - book.double()[None]).square().sum(-1)
    return (apart / (1 - c * book.double().square().sum(-1))).argmin(-1)


def compiled(book: Tensor, c: float) -> Callable[[Tensor], Tensor] | None:
    ready = Search(book, c=c)
    return compiled_nearest(*ready._rough, ready.book, gap(ready.book, c=c))


@pytest.mark.parametrize("c", [0.0, 1.0, 10.0])
@pytest.mark.parametrize("size", [1, 2, 15, 16, 17, 33, 200])
@pytest.mark.parametrize("d", [1, 2, 5, 16])
def test_any_size_finds_the_nearest(ball_points: Callable[..., Tensor], c: float, size: int, d: int) -> None:
    book = ball_points(size, d, c=c, seed=1, closest=1e-3)
    for n in (0, 1, 3, 4, 61):
        x = ball_points(n, d, c=c, seed=n + 2, closest=1e-5)
        for points in (x, x.float(), x.T.contiguous().T):
            found = compiled(book, c)
            assert found is not None
            assert torch.equal(found(points), exactly(points, book, c))


def test_close_calls_are_decided_in_float64() -> None:
    """Codewords that float32 cannot tell apart, and equal ones, of which the first is taken."""
    book = torch.full((64, 3), 0.5, dtype=torch.float64)
    book[:, 0] += torch.arange(64) * 1e-12
    book[40] = book[7]
    x = book + 1e-14
    found = compiled(book, 1.0)
    assert found is not None
    assert torch.equal(found(x), exactly(x, book, 1.0))
    assert int(found(book[40:41])) == 7


def test_numbers_beyond_float32_are_left_to_float64() -> None:
    """In the plane points may lie anywhere."""
    book = torch.tensor([[0.0, 1.0], [1e14, 0.0], [-1e14, 5.0]], dtype=torch.float64)
    x = torch.tensor([[1e25, 1.0], [-1e25, 0.0], [0.0, 1.0]], dtype=torch.float64)
    found = compiled(book, 0.0)
    assert found is not None
    assert torch.equal(found(x), torch.tensor([1, 2, 0]))
    assert compiled(torch.full((2, 2), 1e20, dtype=torch.float64), 0.0) is None


@pytest.mark.parametrize("c", [0.0, 1.0])
def test_large_work_is_compiled_and_says_the_same(
    ball_points: Callable[..., Tensor], monkeypatch: pytest.MonkeyPatch, c: float
) -> None:
    x, book = ball_points(4000, 16, c=c, seed=3, closest=1e-2), ball_points(128, 16, c=c, seed=4, closest=1e-2)
    assert len(x) * len(book) >= search.COMPILED_FROM
    found = nearest(x, book, c=c)
    monkeypatch.setattr(search, "COMPILED_FROM", 1 << 60)
    assert torch.equal(found, nearest(x, book, c=c))
