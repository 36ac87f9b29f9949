"""The whole benchmark on next to nothing: what the result holds, never how long it took."""

import json
from dataclasses import replace

import pytest
import torch

from hrq.bench import peers
from hrq.bench.euclid import euclidean_codes, euclidean_nearest
from hrq.bench.growth import exponent
from hrq.bench.report import as_data, markdown
from hrq.bench.run import run_benchmark
from hrq.bench.scene import make_scene
from hrq.bench.search import (
    encode_contenders,
    faiss_encoder,
    geoopt_encoder,
    residual_vq_encoder,
    search_contenders,
)
from hrq.bench.sizes import QUICK
from hrq.jobs.progress import Progress
from hrq.quantize import make_quantizer

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


def test_euclid_s_search_is_the_nearest_by_plain_differences() -> None:
    noise = torch.Generator().manual_seed(0)
    x, *books = (torch.randn(n, 3, generator=noise, dtype=torch.float64) for n in (50, 7, 9))
    assert torch.equal(euclidean_nearest(x, books[0], 20), torch.cdist(x, books[0]).argmin(1))
    plain = make_quantizer("rq", books, c=0.0)
    assert torch.equal(euclidean_codes(x, books, 20), plain.encode(x))


def test_geoopt_s_codes_are_those_of_ghrq() -> None:
    scene = make_scene(TINY)
    encode = geoopt_encoder(scene.few(50))
    assert encode is not None
    assert torch.equal(encode(), make_quantizer("ghrq", scene.books, c=1.0).encode(scene.points[:50]))


def test_a_scene_is_the_same_each_time_and_can_be_rounded() -> None:
    scene, again = make_scene(TINY), make_scene(TINY)
    assert torch.equal(scene.points, again.points)
    assert scene.points.shape == (300, 16)
    assert [book.shape for book in scene.books] == [(16, 16)] * 2
    assert 0.4 < float(scene.points.norm(dim=1).median()) < 0.6
    single = scene.to(torch.float32)
    assert {one.dtype for one in (single.points, *single.books)} == {torch.float32}
    assert scene.chunk == (1 << 19) // 16
    assert len(scene.few(7).points) == 7


def test_contenders_are_held_to_what_is_claimed() -> None:
    scene = make_scene(TINY)
    targets = {
        one.name: (one.target.against, one.target.sense, one.target.bound) if one.target else None
        for one in (*search_contenders(scene, TINY), *encode_contenders(scene, TINY))
    }
    assert targets["hrq, float32"] == ("Euclidean, float32", "at most", 2.0)  # of the encode; the search allows 1.3
    assert targets["ghrq, float64"] == ("Euclidean, float32", "at most", 5.0)
    assert targets["geoopt pairwise"] == ("ghrq, float64", "at least", 40.0)
    assert targets["ResidualVQ"] == ("ghrq, float64", "at least", 4.0)
    assert targets["faiss residual quantizer"] == ("ghrq, float64", "at least", 1.0)
    search = {one.name: one.target.bound for one in search_contenders(scene, TINY) if one.target}
    assert search == {"hrq, float32": 1.3, "hrq, float64": 2.5}
    geoopt = next(one for one in encode_contenders(scene, TINY) if one.name == "geoopt pairwise")
    assert (geoopt.amount, geoopt.note) == (100, "on 100 points, scaled")
