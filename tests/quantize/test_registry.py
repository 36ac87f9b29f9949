"""Quantizers by name."""

import pytest
import torch

from hrq.errors import UnknownNameError
from hrq.quantize import QUANTIZERS, make_quantizer
from hrq.quantize.names import NAMES


def test_four_quantizers_by_their_own_names() -> None:
    assert list(QUANTIZERS) == list(NAMES) == ["rq", "hrq", "ghrq", "tangent"]
    for name, kind in QUANTIZERS.items():
        quantizer = make_quantizer(name, [torch.zeros(2, 3)], c=0.0, scale=2.0)
        assert (type(quantizer), quantizer.name, quantizer.c, quantizer.scale) == (kind, name, 0.0, 2.0)


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="no quantizer named 'grq'. Nearest: .*ghrq"):
        make_quantizer("grq", [torch.zeros(2, 3)], c=0.0)


def test_the_scale_is_1_unless_told_otherwise() -> None:
    book = torch.zeros(2, 3)
    assert {name: make_quantizer(name, [book], c=0.0).scale for name in QUANTIZERS} == dict.fromkeys(QUANTIZERS, 1.0)
    assert {make_quantizer(name, [book], c=0.0, scale=0.5).scale for name in QUANTIZERS} == {0.5}
