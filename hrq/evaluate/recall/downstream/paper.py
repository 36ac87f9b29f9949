"""The published model: a Transformer with 4 + 4 layers, 256 wide, that reads and spells tokens alone.

One vocabulary for all levels, 0 is where a code begins; learned places tell levels apart; the words that are read,
spelt and chosen from are the same. Source: arXiv 2609.26342, appendix, and the authors' evaluation script.
"""

import torch
from torch import Tensor, nn

from hrq.sequence.speller import Asked, Speller
from hrq.sequence.trie import Trie

BEGIN = 0


class PaperModel(Speller):
    """From the tokens of u to the next token of an ancestor's code.

    >>> from hrq.data.hierarchy.toy import CODES
    >>> from hrq.sequence.speller import Shelf
    >>> trie = Trie.of(CODES, (3, 3))
    >>> model = PaperModel(trie, width=8, heads=1, inner=16)
    >>> asked = Shelf(trie, None, torch.device("cpu")).asked(torch.arange(2).numpy())
    >>> tuple(model.spell(model.read(asked), 0, torch.zeros(2, dtype=torch.long), asked.tokens[:, :0]).shape)
    (2, 3)
    """

    def __init__(
        self,
        trie: Trie,
        *,
        extra: int = 0,
        width: int = 256,
        layers: int = 4,
        heads: int = 8,
        inner: int = 1024,
        dropout: float = 0.1,
    ) -> None:
        super().__init__()
        self.sizes, self.width = trie.sizes, width
        self.words = nn.Embedding(max(trie.sizes) + 1, width)
        self.read_places = nn.Embedding(trie.levels, width)
        self.spell_places = nn.Embedding(trie.levels, width)
        self.extra = nn.Linear(extra, width, bias=False) if extra else None
        reader = nn.TransformerEncoderLayer(width, heads, inner, dropout, batch_first=True)
        speller = nn.TransformerDecoderLayer(width, heads, inner, dropout, batch_first=True)
        self.reader = nn.TransformerEncoder(reader, layers, enable_nested_tensor=False)
        self.speller = nn.TransformerDecoder(speller, layers)
        for words in (self.words, self.read_places, self.spell_places):
            nn.init.normal_(words.weight, std=width**-0.5)

    def read(self, asked: Asked) -> Tensor:
        """What is known of the nodes asked about (q, N, width), N + 1 with an extra vector."""
        heard = self.words(asked.tokens + 1) + self.read_places.weight
        if self.extra is not None and asked.extra is not None:
            heard = torch.cat([heard, self.extra(asked.extra)[:, None]], dim=1)
        context: Tensor = self.reader(heard)
        return context

    def spell(self, context: Tensor, level: int, prefixes: Tensor, tokens: Tensor) -> Tensor:
        """Logits (m, codewords) of token `level` after the spelt tokens (m, level); `prefixes` are not read."""
        begun = torch.cat([torch.full_like(prefixes[:, None], BEGIN), tokens + 1], dim=1)
        spoken = self.words(begun) + self.spell_places.weight[: level + 1]
        mask = nn.Transformer.generate_square_subsequent_mask(level + 1, device=context.device)
        last = self.speller(spoken, context, tgt_mask=mask, tgt_is_causal=True)[:, -1]
        logits: Tensor = last @ self.words.weight[1 : self.sizes[level] + 1].T
        return logits
