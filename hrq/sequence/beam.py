"""Beam search over codes for many queries at once: the likeliest codes that exist, or any where no trie holds it."""

import torch
from torch import Tensor

from hrq.data.hierarchy.links import Ints
from hrq.sequence.speller import Shelf, Speller, log_shares

ROWS = 40_000  # prefixes that are extended at once


def search(model: Speller, shelf: Shelf, nodes: Ints, width: int, *, free: bool = False) -> tuple[Tensor, Tensor]:
    """The `width` likeliest leaves (q, width) for each node, best first, and their log probabilities (q, width).

    −1 where there are fewer. `free` beams may spell codes that do not exist, as published: those leaves are −1 too.
    """
    step = max(1, ROWS // width)
    found = [_search(model, shelf, nodes[begin : begin + step], width, free) for begin in range(0, len(nodes), step)]
    if not found:
        return torch.empty(0, width, dtype=torch.int64), torch.empty(0, width)
    return torch.cat([leaves for leaves, _ in found]), torch.cat([scores for _, scores in found])


@torch.inference_mode()
def _search(model: Speller, shelf: Shelf, nodes: Ints, width: int, free: bool) -> tuple[Tensor, Tensor]:
    context = model.read(shelf.asked(nodes))
    prefixes = torch.zeros(len(nodes), 1, dtype=torch.int64, device=shelf.device)
    scores = torch.zeros(len(nodes), 1, device=shelf.device)
    tokens = torch.zeros(len(nodes), 1, 0, dtype=torch.int64, device=shelf.device)
    for level, children in enumerate(shelf.children):
        beams, size = prefixes.shape[1], children.shape[1]
        rows = torch.arange(len(nodes), device=shelf.device).repeat_interleave(beams)
        flat = prefixes.reshape(-1)
        logits = model.spell(context[rows], level, flat, tokens.reshape(len(rows), level))
        next_prefix = torch.where(flat[:, None] >= 0, children[flat.clamp(min=0)], -1).long()
        likely = logits.log_softmax(dim=1) if free else log_shares(logits, next_prefix)
        total = (scores.reshape(-1, 1) + likely).reshape(len(nodes), beams * size)
        scores, best = total.topk(min(width, total.shape[1]), dim=1)
        chosen = next_prefix.reshape(len(nodes), -1).gather(1, best)
        prefixes = torch.where(scores > -torch.inf, chosen, -1)
        before = tokens.gather(1, (best // size)[..., None].expand(-1, -1, level))
        tokens = torch.cat([before, (best % size)[..., None]], dim=2)
    missing = width - prefixes.shape[1]
    return (
        torch.nn.functional.pad(prefixes, (0, missing), value=-1).cpu(),
        torch.nn.functional.pad(scores, (0, missing), value=-torch.inf).cpu(),
    )
