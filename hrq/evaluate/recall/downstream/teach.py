"""One step of learning: the cross-entropy of a batch of nodes' lessons."""

import torch
from torch import Tensor

from hrq.evaluate.recall.downstream.lessons import Batch
from hrq.sequence.speller import Shelf, Speller, log_shares


def cross_entropy(model: Speller, shelf: Shelf, batch: Batch, *, free: bool = False) -> Tensor:
    """Mean over the batch's pairs of −log p(code of the ancestor | code of u).

    Where codes are unique, shares are among the tokens that exist, and a prefix with one child asks nothing. `free`
    lets the model spell whatever it likes, so that beams can be searched without a trie.

    >>> from hrq.data.hierarchy.toy import CODES, animals
    >>> from hrq.evaluate.recall.downstream.lessons import Lessons
    >>> from hrq.evaluate.recall.downstream.small import SmallModel
    >>> from hrq.sequence.trie import Trie
    >>> trie = Trie.of(CODES, (3, 3))
    >>> shelf, lessons = Shelf(trie, None, torch.device("cpu")), Lessons.of(animals().closure(), trie)
    >>> model = SmallModel(trie, width=8)
    >>> for parameter in model.parameters():
    ...     _ = parameter.data.zero_()  # it knows nothing: each of three tokens is as likely, on both levels
    >>> loss = cross_entropy(model, shelf, lessons.batch(animals().descendants(0)), free=True)
    >>> round(loss.item(), 3)  # ln 9
    2.197
    """
    context, total = model.read(shelf.asked(batch.nodes)), torch.zeros((), device=shelf.device)
    for level, (asked, answers) in enumerate(zip(batch.layers[:-1], batch.layers[1:], strict=True)):
        rows, prefixes = shelf.to(batch.owners[level]), shelf.to(asked.prefixes)
        kept = torch.ones_like(rows, dtype=torch.bool) if free else shelf.several[level][prefixes]
        place = torch.cumsum(kept, 0) - 1
        rows, prefixes = rows[kept], prefixes[kept]
        if not len(rows):
            continue
        logits = model.spell(context[rows], level, prefixes, shelf.spelt[level][prefixes])
        likely = logits.log_softmax(dim=1) if free else log_shares(logits, shelf.children[level][prefixes])
        above, tokens = shelf.to(answers.above), shelf.to(answers.tokens)
        counts = shelf.weights(answers.counts)
        wanted = kept[above]
        total = total - (likely[place[above[wanted]], tokens[wanted]] * counts[wanted]).sum()
    return total / max(1e-9, float(batch.layers[0].counts.sum()))
