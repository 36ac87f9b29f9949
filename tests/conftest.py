"""What all tests share: nobody's own runs are read or written, one tiny run, trained once, points of the ball."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from hrq.geometry.poincare import radius

torch.set_num_threads(1)  # the tests are small, and other work may be waiting
TINY = {"quantizer": "ghrq", "dimension": 2, "levels": 3, "codewords": 4, "epochs": 30, "batch": 64, "negatives": 16}


@pytest.fixture(autouse=True)
def _own_runs_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HRQ_RUNS", str(tmp_path / "runs"))


@pytest.fixture(scope="session")
def toy_csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A binary tree of 31 nodes as a child,parent table; node i hangs under node i // 2."""
    path = tmp_path_factory.mktemp("toy") / "toy.csv"
    path.write_text("child,parent\n" + "".join(f"n{i},n{i // 2}\n" for i in range(2, 32)))
    return path


@pytest.fixture(scope="session")
def _trained_once(toy_csv: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from hrq.train.hierarchy.training import train  # who needs no run need not wait for trainings

    folder = tmp_path_factory.mktemp("trained") / "tiny"
    train({"hierarchy": str(toy_csv), **TINY}, folder, device="cpu")
    return folder


@pytest.fixture
def tiny_run(_trained_once: Path, tmp_path: Path) -> Path:
    """The folder of a trained run of 31 nodes, a copy of one's own among one's own runs, named `tiny`."""
    copy = tmp_path / "runs" / "tiny"
    shutil.copytree(_trained_once, copy)
    return copy


@pytest.fixture(scope="session")
def ball_points() -> Callable[..., torch.Tensor]:
    """`ball_points(n, d, c=…, seed=…, closest=…)`: 1 − √c|x| is log-uniform between `closest` and 0.9."""

    def draw(
        n: int, d: int, *, c: float, seed: int, closest: float, dtype: torch.dtype = torch.float64
    ) -> torch.Tensor:
        noise = torch.Generator().manual_seed(seed)
        direction = torch.randn(n, d, generator=noise, dtype=torch.float64)
        low = torch.tensor(closest, dtype=torch.float64).log10()
        away = 10 ** (low + (-0.05 - low) * torch.rand(n, 1, generator=noise, dtype=torch.float64))
        unit = radius(c) if c > 0 else 3.0
        return (direction / direction.norm(dim=-1, keepdim=True) * (1 - away) * unit).to(dtype)

    return draw
