"""Code search: the nearest codeword alone, and all levels of a code, against other ways to do either."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import torch
from torch import Tensor

from hrq.bench.euclid import euclidean_codes, euclidean_nearest
from hrq.bench.measure import Contender, Section, Target, compare
from hrq.bench.peers import peer
from hrq.bench.scene import C, Scene, make_scene
from hrq.bench.sizes import Sizes
from hrq.quantize import make_quantizer
from hrq.quantize.search import nearest

SHIPS = "ghrq, float64"  # the command line and the runs hand float64 to `encode`
PLAIN = "Euclidean, float32"
Tick = Callable[[], None]


def search_section(sizes: Sizes, tick: Tick) -> Section:
    """Product and argmin of given residuals with one codebook."""
    work = f"{sizes.points:,} points × {sizes.dimension}, one level of {sizes.codewords} codewords, chunks of "
    return _timed("Search alone", work, search_contenders, sizes, tick)


def encode_section(sizes: Sizes, tick: Tick) -> Section:
    """All levels, residuals included."""
    work = f"{sizes.points:,} points × {sizes.dimension}, {sizes.levels} levels of {sizes.codewords}, chunks of "
    return _timed("A whole encode", work, encode_contenders, sizes, tick)


def search_contenders(exact: Scene, sizes: Sizes, device: str = "cpu") -> list[Contender]:
    """Ours in both types against the product of the same size."""
    single, double = exact.to(torch.float32, device), exact.to(torch.float64, device)
    chunk, n = exact.chunk, len(exact.points)

    def ours(scene: Scene) -> Callable[[], object]:
        return waited(device, lambda: nearest(scene.points, scene.books[0], c=C, chunk=chunk))

    def euclid(scene: Scene) -> Callable[[], object]:
        return waited(device, lambda: euclidean_nearest(scene.points, scene.books[0], chunk))

    return [
        Contender(PLAIN, "float32", euclid(single), n),
        Contender("Euclidean, float64", "float64", euclid(double), n),
        Contender("hrq, float32", "float32", ours(single), n, Target(PLAIN, "at most", 1.3), CLOSE_CALLS),
        Contender("hrq, float64", "float64", ours(double), n, Target(PLAIN, "at most", 2.5), CLOSE_CALLS),
    ]


def encode_contenders(exact: Scene, sizes: Sizes, device: str = "cpu") -> list[Contender]:
    """The three hyperbolic quantizers in both types against Euclidean residual quantization and the peers."""
    scenes = {"float32": exact.to(torch.float32, device), "float64": exact.to(torch.float64, device)}
    n, chunk = len(exact.points), exact.chunk
    found = []
    for dtype, scene in scenes.items():
        plain = waited(device, partial(euclidean_codes, scene.points, scene.books, chunk))
        found.append(Contender(f"Euclidean, {dtype}", dtype, plain, n))
    for name in ("ghrq", "hrq", "tangent"):
        for dtype, scene in scenes.items():
            quantizer = make_quantizer(name, scene.books, c=C).to(device)
            ours = waited(device, partial(quantizer.encode, scene.points))
            target = Target(PLAIN, "at most", 2.0 if dtype == "float32" else 5.0)
            found.append(Contender(f"{name}, {dtype}", dtype, ours, n, target, CLOSE_CALLS))
    return found if device != "cpu" else found + peer_contenders(scenes, sizes)


def peer_contenders(scenes: dict[str, Scene], sizes: Sizes) -> list[Contender]:
    """geoopt, ResidualVQ and faiss with the same codebooks and chunks; each in the type it works in."""
    single, double = scenes["float32"], scenes["float64"].few(sizes.few_points)
    few = len(double.points)
    forty, four, even = (Target(SHIPS, "at least", bound) for bound in (40.0, 4.0, 1.0))
    note = f"on {few:,} points, scaled" if few < len(single.points) else ""
    return [
        Contender("geoopt pairwise", "float64", geoopt_encoder(double), few, forty, note),
        Contender("ResidualVQ", "float32", residual_vq_encoder(single), len(single.points), four),
        Contender("faiss residual quantizer", "float32", faiss_encoder(single), len(single.points), even, "beam 1"),
    ]


def geoopt_encoder(scene: Scene) -> Callable[[], Tensor] | None:
    """Distances of all points to all codewords by geoopt, its Möbius residuals between the levels."""
    if (geoopt := peer("geoopt")) is None:
        return None
    ball = geoopt.Stereographic(k=torch.tensor(-C, dtype=scene.points.dtype))

    @torch.no_grad()
    def encode() -> Tensor:
        pieces = []
        for left in scene.points.split(scene.chunk):
            codes: list[Tensor] = []
            for book in scene.books:
                codes.append(ball.dist(left[:, None], book[None]).argmin(dim=-1))
                left = ball.mobius_add(-book[codes[-1]], left)
            pieces.append(torch.stack(codes, dim=-1))
        return torch.cat(pieces)

    return encode


def residual_vq_encoder(scene: Scene) -> Callable[[], Tensor] | None:
    """vector-quantize-pytorch's ResidualVQ in evaluation, with these codebooks."""
    if (library := peer("vector-quantize-pytorch")) is None:
        return None
    size, width = scene.books[0].shape
    model = library.ResidualVQ(dim=width, num_quantizers=len(scene.books), codebook_size=size).eval()
    for layer, book in zip(model.layers, scene.books, strict=True):
        layer._codebook.embed.data.copy_(book[None])

    @torch.no_grad()
    def encode() -> Tensor:
        return torch.cat([model(rows[None])[1][0] for rows in scene.points.split(scene.chunk)])

    return encode


def faiss_encoder(scene: Scene) -> Callable[[], Any] | None:
    """faiss' residual quantizer with these codebooks; it knows only powers of two."""
    if (faiss := peer("faiss-cpu")) is None:
        return None
    size, width = scene.books[0].shape
    model = faiss.ResidualQuantizer(width, len(scene.books), size.bit_length() - 1)
    model.max_beam_size = 1
    faiss.copy_array_to_vector(torch.cat(scene.books).numpy().ravel(), model.codebooks)
    model.is_trained = True
    pieces = [rows.numpy() for rows in scene.points.split(scene.chunk)]

    def encode() -> Any:
        faiss.omp_set_num_threads(torch.get_num_threads())
        return [model.compute_codes(piece) for piece in pieces]

    return encode


def waited(device: str, work: Callable[[], object]) -> Callable[[], object]:
    """The same work; on a GPU, until it is really done."""
    if device == "cpu":
        return work

    def run() -> None:
        work()
        torch.cuda.synchronize()

    return run


CLOSE_CALLS = "close calls and residuals in float64"


def _timed(
    name: str, work: str, contenders: Callable[[Scene, Sizes, str], list[Contender]], sizes: Sizes, tick: Tick
) -> Section:
    scene = make_scene(sizes)
    rows = compare(contenders(scene, sizes, "cpu"), sizes.rounds, tick, unit=sizes.points)
    if torch.cuda.is_available():
        there = compare(contenders(scene, sizes, "cuda"), sizes.rounds, lambda: None, unit=sizes.points)
        times = {row.name: row.timing for row in there}
        rows = [replace(row, gpu=times.get(row.name)) for row in rows]
    return Section(name, work + str(scene.chunk), tuple(rows))
