"""Which optimizer moves what, how its rate falls; and that LocalAdam's rate is a hyperbolic length everywhere."""

import geoopt
import pytest
import torch

from hrq.geometry.poincare import distance, expmap0
from hrq.quantize import make_quantizer
from hrq.runs.config import make_settings
from hrq.train.engine.optimizers import LocalAdam, codebook_optimizer, rate_share, set_rate, table_optimizer
from hrq.train.engine.table import Table

RATE = 1e-3


def test_rates_are_full_then_fall_in_a_line_to_nothing() -> None:
    settings = make_settings(decay_from=0.5)
    assert [rate_share(step, 8, settings) for step in range(9)] == [1, 1, 1, 1, 1, 0.75, 0.5, 0.25, 0]
    assert [rate_share(step, 4, make_settings(decay_from=0.0)) for step in range(4)] == [1, 0.75, 0.5, 0.25]
    assert [rate_share(step, 4, make_settings(decay_from=1.0)) for step in range(4)] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("name", "kind", "of_codebooks"),
    [
        ("adam", torch.optim.Adam, geoopt.optim.RiemannianAdam),
        ("local", LocalAdam, geoopt.optim.RiemannianAdam),
        ("sgd", torch.optim.SGD, geoopt.optim.RiemannianSGD),
    ],
)
def test_every_optimizer_has_its_own_rate(name: str, kind: type, of_codebooks: type) -> None:
    settings = make_settings(
        optimizer=name, dimension=2, levels=2, codewords=3, curvature=2.0, learning_rate=0.5, codebook_rate=0.25
    )
    table = table_optimizer(Table(torch.zeros(4, 2), settings), settings)
    assert type(table) is kind
    assert getattr(table, "c", 2.0) == 2.0
    quantizer = make_quantizer("ghrq", [torch.zeros(3, 2)] * 2, c=2.0)
    codebooks = codebook_optimizer(quantizer, settings)
    assert type(codebooks) is of_codebooks
    assert [group["lr"] for group in table.param_groups] == [0.5]
    assert [group["lr"] for group in codebooks.param_groups] == [0.25]
    assert len(codebooks.param_groups[0]["params"]) == 2
    set_rate(codebooks, 0.125)
    assert codebooks.param_groups[0]["lr"] == 0.125


@pytest.mark.parametrize("c", [0.5, 1.0, 4.0])
@pytest.mark.parametrize("across", [0.0, 0.6, 1.0])
def test_a_step_is_as_long_near_the_rim_as_in_the_middle(c: float, across: float) -> None:
    lengths = torch.tensor([1e-9, 0.1, 1.0, 4.0, 9.0], dtype=torch.float64) / c**0.5
    along = torch.tensor([0.6, -0.8], dtype=torch.float64)
    vectors = torch.nn.Parameter(lengths[:, None] * along)
    before = expmap0(vectors.detach(), c=c)
    r = 2 * c**0.5 * lengths
    # the Euclidean gradient of a function whose hyperbolic gradient is the same everywhere
    parts = (1 - across**2) ** 0.5 * along + across * (torch.sinh(r) / r)[:, None] * torch.tensor([0.8, 0.6])
    vectors.grad = 2 * parts
    LocalAdam([vectors], lr=RATE, c=c).step()
    moved = distance(before, expmap0(vectors.detach(), c=c), c=c)
    torch.testing.assert_close(moved, torch.full_like(moved, RATE * 2**0.5), rtol=1e-2, atol=0)


def test_rows_without_a_gradient_stay() -> None:
    vectors = torch.nn.Parameter(torch.ones(2, 2, dtype=torch.float64))
    optimizer = LocalAdam([vectors], lr=0.1, c=1.0)
    for grad in ([[1.0, 0.0], [1.0, 0.0]], [[1.0, 0.0], [0.0, 0.0]]):
        vectors.grad = torch.tensor(grad, dtype=torch.float64)
        before = vectors.detach().clone()
        optimizer.step()
    assert torch.equal(before[1], vectors.detach()[1])
    assert not torch.equal(before[0], vectors.detach()[0])


def test_it_finds_the_nearest_point_to_a_target_at_the_rim() -> None:
    target = torch.tensor([[0.0, 1 - 1e-9]], dtype=torch.float64)
    vectors = torch.nn.Parameter(torch.tensor([[9.0, 1.0]], dtype=torch.float64))
    optimizer = LocalAdam([vectors], lr=0.1, c=1.0)
    for _ in range(600):
        optimizer.zero_grad()
        distance(expmap0(vectors, c=1.0), target, c=1.0).sum().backward()
        optimizer.step()
    assert float(distance(expmap0(vectors.detach(), c=1.0), target, c=1.0)) < 1.0
