"""Step 4: quantize once."""

from dataclasses import dataclass

import torch
from torch import Tensor

from hrq.geometry.poincare import distance
from hrq.lesson import animals
from hrq.lesson.formulas import NEAREST
from hrq.lesson.step import Link, Picture, Question, Step
from hrq.quantize.kmeans import kmeans
from hrq.quantize.search import nearest

SIZES = range(2, 9)  # seven colours and grey
FIRST = 4  # codewords that the picture starts with
ITERATIONS, SEED = 50, 0
EXAMPLE = "wolf"


@dataclass(frozen=True, eq=False)
class Codebook:
    """Codewords (K, 2), the index of each point's nearest, and the mean squared distance that is left over."""

    codewords: Tensor
    index: Tensor
    error: float


def quantize(points: Tensor, size: int) -> Codebook:
    """k-means in the disk of curvature −1, and what it leaves of the points."""
    noise = torch.Generator().manual_seed(SEED)
    book = kmeans(points, size, c=1.0, noise=noise, iterations=ITERATIONS, report=lambda _: None)
    index = nearest(points, book, c=1.0)
    left = distance(points, book[index], c=1.0)
    return Codebook(book, index, float(left.square().mean()))


def step() -> Step:
    """The step, with its numbers."""
    tree, points = animals.tree(), animals.train(0, 1.0).points
    books = {size: quantize(points, size) for size in SIZES}
    first, row = books[FIRST], tree.index(EXAMPLE)
    token = int(first.index[row])
    left = float(distance(points[row], first.codewords[token], c=1.0))
    prose = f"""
A place in the disk is two numbers, in a real model sixteen. A **quantizer** replaces it by a number on a short \
list. Put a few **codewords** (squares) among the points; every point is rounded to the nearest one, and remembered \
by that codeword's number, its **token**. The codewords share out the disk into **cells**, and since the distance is \
the disk's own, the borders of the cells are geodesics.

With {FIRST} codewords, {EXAMPLE} gets token {token} and lies {left:.2f} from that codeword. What lies in between is \
lost, for now: it is **what is left over**, the residual. Averaged over all {len(tree)} animals its square is \
{first.error:.2f}. More codewords leave less over, but a token then costs more bits, and a list with a codeword for \
each point would be no code at all.
"""
    picture = Picture(
        "cells",
        "One codebook, and what it leaves over",
        "Dots: the animals, in the colour of their cell. Squares: the codewords, by number. The ring is "
        "a point of your "
        "own: drag it, or move it with the arrow keys.",
        "hrq.quantize.kmeans.kmeans on the points of step 3; cells by hrq.quantize.search.nearest's rule",
        {
            "names": list(tree.names),
            "points": points.numpy().round(5).tolist(),
            "books": {str(size): _plain(book) for size, book in books.items()},
            "start": {"size": FIRST, "point": [round(float(one), 3) for one in points[row]]},
            "least": min(SIZES),
            "most": max(SIZES),
        },
    )
    question = _question(books)
    links = (
        Link(
            "Explore",
            "All cells of a real codebook: level 1 of mammals-2d-ghrq",
            {"run": "mammals-2d-ghrq", "level": "1", "node": "wolf.n.01"},
        ),
        Link("Codebooks", "What each of its codewords holds and means", {"run": "mammals-2d-ghrq", "level": "1"}),
    )
    return Step("cells", prose, picture, question, (NEAREST,), links)


def _question(books: dict[int, Codebook]) -> Question:
    few, many = books[4], books[8]
    share = many.error / few.error
    right = 0 if share > 0.85 else 1 if share > 0.3 else 2
    return Question(
        "From 4 to 8 codewords: a token costs one bit more. How much of the mean squared rest remains?",
        ("Nearly all of it", "A half to two thirds", "Hardly any"),
        right,
        f"It falls from {few.error:.2f} to {many.error:.2f}, {share:.0%} of it. To get exact this way, "
        f"the list would have "
        "to grow as fast as the tree. There is a better way: quantize again what is left over.",
    )


def _plain(book: Codebook) -> dict[str, object]:
    return {
        "codewords": book.codewords.numpy().round(6).tolist(),
        "index": book.index.tolist(),
        "error": round(book.error, 4),
    }
