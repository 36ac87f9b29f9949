"""A quantizer that joins brings all it needs, and a training goes on from its checkpoint as if never away."""

from pathlib import Path

import pytest
import torch

from hrq.errors import BrokenRunError
from hrq.quantize import make_quantizer
from hrq.runs.config import Settings, make_settings
from hrq.train.engine.state import Learning, TrainingState, add_quantizer, load_checkpoint, new_state, save_checkpoint

CPU = torch.device("cpu")


def settings_of(optimizer: str) -> Settings:
    return make_settings(optimizer=optimizer, dimension=2, levels=2, codewords=(3, 4), dtype="float64", curvature=2.0)


def moved(state: TrainingState, steps: int, first: int) -> None:
    """Push the table and the codebooks by gradients that depend on the step."""
    quantizer, optimizer = state.quantizer, state.codebook_optimizer
    assert quantizer is not None
    assert optimizer is not None
    for step in range(first, first + steps):
        for number, one in enumerate([state.table.vectors, *quantizer.codebooks]):
            noise = torch.Generator().manual_seed(100 * step + number)
            one.grad = torch.randn(one.shape, generator=noise, dtype=torch.float64)
        state.table_optimizer.step()
        optimizer.step()
        state.step += 1


@pytest.mark.parametrize("optimizer", ["adam", "local", "sgd"])
def test_the_same_steps_follow_a_checkpoint(optimizer: str, tmp_path: Path) -> None:
    settings = settings_of(optimizer)
    noise = torch.Generator().manual_seed(0)
    books = [torch.rand(size, 2, generator=noise, dtype=torch.float64) * 0.2 for size in (3, 4)]
    state = new_state(torch.rand(5, 2, generator=noise, dtype=torch.float64), settings, CPU)
    add_quantizer(state, make_quantizer("ghrq", books, c=2.0, scale=0.5), settings)
    moved(state, 3, 0)
    state.seconds, state.usage[1][2] = 12.5, 7
    save_checkpoint(tmp_path, state)
    again = load_checkpoint(tmp_path, 5, settings, CPU)
    assert (again.step, again.seconds) == (3, 12.5)
    assert again.quantizer is not None
    assert state.quantizer is not None
    assert (again.quantizer.scale, again.quantizer.c) == (0.5, 2.0)
    assert [one.tolist() for one in again.usage] == [[0, 0, 0], [0, 0, 7, 0]]
    moved(state, 3, 3)
    moved(again, 3, 3)
    assert torch.equal(state.table.vectors, again.table.vectors)
    for one, other in zip(state.quantizer.codebooks, again.quantizer.codebooks, strict=True):
        # geoopt counts its steps in float32 once a state was loaded
        torch.testing.assert_close(one, other, atol=1e-6, rtol=0)


def test_a_checkpoint_before_the_quantizer_has_none(tmp_path: Path) -> None:
    settings = settings_of("adam")
    save_checkpoint(tmp_path, new_state(torch.zeros(5, 2), settings, CPU))
    found = load_checkpoint(tmp_path, 5, settings, CPU)
    assert found.quantizer is found.codebook_optimizer is None
    assert found.usage == []
    assert not found.table.sparse


@pytest.mark.parametrize(("nodes", "given"), [(6, {}), (5, {"dimension": 3}), (5, {"optimizer": "sgd"})])
def test_a_checkpoint_of_something_else_is_refused(nodes: int, given: dict[str, object], tmp_path: Path) -> None:
    settings = settings_of("adam")
    state = new_state(torch.zeros(5, 2), settings, CPU)
    state.table.vectors.grad = torch.ones(5, 2, dtype=torch.float64)
    state.table_optimizer.step()
    save_checkpoint(tmp_path, state)
    if given.get("optimizer"):
        (tmp_path / "checkpoint.safetensors").write_bytes(b"cut off")
    with pytest.raises(BrokenRunError, match="does not fit|not a whole"):
        load_checkpoint(tmp_path, nodes, settings.model_copy(update=given), CPU)


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
