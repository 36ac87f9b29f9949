"""How clearly codewords were chosen and what codes lose, of all points at once and in pieces."""

import numpy as np
import pytest
import torch

from hrq.evaluate.quantization import margins
from hrq.evaluate.quantization.margins import assignment
from hrq.evaluate.quantization.path_of_a_node import residual_path
from hrq.quantize import make_quantizer


@pytest.mark.parametrize("at_once", [3, 1000])
def test_they_are_those_of_every_node_s_path(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(margins, "AT_ONCE", at_once)
    noise = torch.Generator().manual_seed(1)
    books = [torch.rand(5, 2, generator=noise, dtype=torch.float64) * 0.6 - 0.3 for _ in range(3)]
    points = torch.rand(11, 2, generator=noise, dtype=torch.float64) - 0.5
    quantizer = make_quantizer("ghrq", books, c=1.0, scale=0.7)
    codes = np.asarray(quantizer.encode(points)).copy()
    codes[4, 2] = (codes[4, 2] + 1) % 5
    found = assignment(quantizer, points, codes)
    for row in range(11):
        path = residual_path(quantizer, points[row], codes[row])
        assert found.margins[row] == pytest.approx(path.margins.min())
        assert found.errors[row] == pytest.approx(path.errors[-1])
    assert found.margins[4] < 0 < np.delete(found.margins, 4).min()
