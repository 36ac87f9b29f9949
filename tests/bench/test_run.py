"""The whole benchmark on next to nothing: what the result holds, never how long it took."""

import json
from dataclasses import replace

import pytest
import torch

from hrq.bench import peers
from hrq.bench.euclid import euclidean_codes
from hrq.bench.growth import exponent
from hrq.bench.report import as_data, markdown
from hrq.bench.run import run_benchmark
from hrq.bench.scene import make_scene
from hrq.bench.search import faiss_encoder, residual_vq_encoder
from hrq.bench.sizes import QUICK
from hrq.jobs.progress import Progress

TINY = replace(
    QUICK,
    points=300,
    few_points=100,
    codewords=16,
    levels=2,
    rounds=1,
    hierarchy="wordnet:mammal.n.01",
    batch=16,
    negatives=8,
    private_negatives=3,
    steps=1,
    few_steps=1,
    few_pairs=10,
    growth=(100, 200),
)


def test_every_section_is_there_and_missing_peers_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Red when tried: a tick left out."""
    monkeypatch.setattr(peers, "PEERS", dict.fromkeys(peers.PEERS, "no_such_module"))
    heard: list[Progress] = []
    found = run_benchmark(TINY, heard.append)
    names = ["Search alone", "A whole encode", "Training", "Loading", "Growth"]
    assert [section.name for section in found.sections] == names
    assert heard[-1].done == heard[-1].total == len(heard)
    missing = {name.split(": ")[1] for name, verdict in found.verdicts.items() if verdict == "missing"}
    gensim = {"gensim, 3 negatives", "gensim, 10 negatives"}
    assert missing == {"geoopt pairwise", "ResidualVQ", "faiss residual quantizer"} | gensim
    assert all(f": {name} is missing" in " ".join(found.failures) for name in missing)
    assert json.loads(json.dumps(as_data(found), allow_nan=False))["machine"]["cores"] >= 1
    page = markdown(found, "the command")
    assert "`the command`" in page
    assert "missing" in page


@pytest.mark.parametrize(("make", "distribution"), [(residual_vq_encoder, "vqt"), (faiss_encoder, "faiss")])
def test_peers_do_the_same_work(make: object, distribution: str) -> None:
    scene = make_scene(TINY).to(torch.float32)
    encode = make(scene)  # type: ignore[operator]
    if encode is None:
        pytest.skip(f"{distribution} is not installed: pip install -r requirements-bench.txt")
    codes = encode()
    codes = codes if isinstance(codes, torch.Tensor) else torch.cat([torch.from_numpy(one) for one in codes])
    if distribution == "vqt":
        assert torch.equal(codes, euclidean_codes(scene.points, scene.books, 100))
    assert codes.shape[0] == TINY.points


def test_the_exponent_is_that_of_the_power_law() -> None:
    assert exponent([10, 100, 1000], [3 * n**1.5 for n in (10, 100, 1000)]) == pytest.approx(1.5)
