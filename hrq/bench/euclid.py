"""The Euclidean measure of things, as fast as PyTorch does it: products of the same size, and nothing else."""

from collections.abc import Sequence

import torch
from torch import Tensor


def euclidean_nearest(points: Tensor, book: Tensor, chunk: int) -> Tensor:
    """argmin over |e|² − 2⟨x, e⟩, by one product a chunk."""
    square, turned = book.square().sum(dim=-1), book.T.contiguous()
    return torch.cat([torch.addmm(square, rows, turned, alpha=-2).argmin(dim=-1) for rows in points.split(chunk)])


def euclidean_codes(points: Tensor, books: Sequence[Tensor], chunk: int) -> Tensor:
    """Residual quantization in the plane, (n, levels)."""
    ready = [(book, book.square().sum(dim=-1), book.T.contiguous()) for book in books]
    pieces = []
    for left in points.split(chunk):
        codes = []
        for book, square, turned in ready:
            codes.append(torch.addmm(square, left, turned, alpha=-2).argmin(dim=-1))
            left = left - book[codes[-1]]
        pieces.append(torch.stack(codes, dim=-1))
    return torch.cat(pieces)
