"""Which optimizer moves what, and how its rate falls."""

import geoopt
import pytest
import torch

from hrq.quantize import make_quantizer
from hrq.runs.config import make_settings
from hrq.train.engine.optimizers import codebook_optimizer, rate_share, set_rate, table_optimizer
from hrq.train.engine.riemannian import LocalAdam
from hrq.train.engine.table import Table


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
