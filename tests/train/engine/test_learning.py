"""A quantizer that joins brings an optimizer and empty counts."""

import torch

from hrq.quantize import make_quantizer
from hrq.runs.config import make_settings
from hrq.train.engine.learning import Learning, add_quantizer


def test_a_quantizer_joins_with_an_optimizer_and_a_count_for_every_codeword() -> None:
    settings = make_settings(dimension=2, levels=2, codewords=(3, 5), codebook_rate=0.125)
    quantizer = make_quantizer("ghrq", [torch.zeros(3, 2), torch.zeros(5, 2)], c=1.0)
    state = Learning()
    add_quantizer(state, quantizer, settings)
    assert state.quantizer is state.replica is quantizer
    assert [counts.tolist() for counts in state.usage] == [[0] * 3, [0] * 5]
    assert all(counts.dtype == torch.int64 for counts in state.usage)
    assert state.codebook_optimizer is not None
    assert state.codebook_optimizer.param_groups[0]["lr"] == 0.125
