"""What the driver's files say, on made-up ones."""

from pathlib import Path

import pytest

from hrq.jobs import gpus


@pytest.fixture
def two_cards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files of a driver with two cards, and some that are none."""
    for name in ("nvidia0", "nvidia1", "nvidiactl", "nvidia-uvm"):
        (tmp_path / name).touch()
    for place, model in (("0000:01:00.0", "NVIDIA A"), ("0000:02:00.0", "NVIDIA B")):
        (tmp_path / place).mkdir()
        (tmp_path / place / "information").write_text(f"Model: \t\t {model}\nIRQ: 7\n")
    monkeypatch.setattr(gpus, "DEVICES", tmp_path)
    monkeypatch.setattr(gpus, "CARDS", tmp_path)
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    return tmp_path


def test_cards_are_counted_and_named(two_cards: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert gpus.device_files() == ["nvidia0", "nvidia1"]
    assert gpus.gpu_name() == "NVIDIA A"
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "1")
    assert gpus.gpu_name() == "NVIDIA B"
    for unheard in ("GPU-8c4f", "7", "0,1"):
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", unheard)
        assert gpus.gpu_name() == "NVIDIA A"
    for hidden in ("", "-1"):
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", hidden)
        assert gpus.gpu_name() is None


def test_a_driver_that_hides_its_list_has_a_card_without_a_model(
    two_cards: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gpus, "CARDS", tmp_path / "none")
    assert gpus.gpu_name() == "NVIDIA GPU"
    monkeypatch.setattr(gpus, "DEVICES", tmp_path / "none")
    assert gpus.gpu_name() is None
