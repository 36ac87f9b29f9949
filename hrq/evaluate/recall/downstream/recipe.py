"""How a downstream model is trained: two sizes, one for processors and the published one for GPUs."""

from dataclasses import dataclass, replace

from hrq.errors import SettingError, UnknownNameError
from hrq.evaluate.recall.downstream.paper import PaperModel
from hrq.evaluate.recall.downstream.small import SmallModel
from hrq.sequence.speller import Speller
from hrq.sequence.trie import Trie

SIZES = ("small", "paper")


@dataclass(frozen=True)
class Recipe:
    """`free` teaches to spell without a trie, which only codes that collide need (for `recall_published`).

    >>> from hrq.data.hierarchy.toy import CODES
    >>> model = RECIPES["small"].build(Trie.of(CODES, (3, 3)), extra=0)
    >>> type(model).__name__, sum(weights.numel() for weights in model.parameters())
    ('SmallModel', 267270)
    """

    size: str
    width: int
    epochs: int
    batch: int  # nodes a step, each with all its ancestors
    rate: float
    dropout: float
    patience: int  # epochs without a better held-out recall
    beam: int  # ten answers, the most known ancestors of a noun, and room
    seed: int = 0
    free: bool = False

    def build(self, trie: Trie, extra: int) -> Speller:
        """An untrained model."""
        if self.size == "paper":
            heads = 8 if self.width % 8 == 0 else 1
            return PaperModel(
                trie, extra=extra, width=self.width, inner=4 * self.width, heads=heads, dropout=self.dropout
            )
        return SmallModel(trie, extra=extra, width=self.width, dropout=self.dropout)


RECIPES = {
    "small": Recipe("small", width=128, epochs=6, batch=512, rate=6e-3, dropout=0.2, patience=2, beam=64),
    "paper": Recipe("paper", width=256, epochs=10, batch=64, rate=1e-3, dropout=0.1, patience=3, beam=64),
}


def choose_recipe(size: str, nodes: int, *, seed: int, free: bool, epochs: int | None = None) -> Recipe:
    """The recipe of that size; a small hierarchy has few steps in an epoch, so it gets more of them.

    >>> recipe = choose_recipe("small", 1000, seed=0, free=False)
    >>> recipe.width, recipe.epochs, recipe.batch
    (128, 40, 50)
    >>> choose_recipe("smal", 1000, seed=0, free=False)
    Traceback (most recent call last):
    hrq.errors.UnknownNameError: There is no size named 'smal'. Nearest: small.
    """
    if size not in RECIPES:
        raise UnknownNameError("size", size, SIZES)
    if epochs is not None and epochs < 1:
        raise SettingError("--epochs", epochs, "at least 1")
    recipe = replace(RECIPES[size], seed=seed, free=free)
    if nodes < 10_000:
        recipe = replace(recipe, batch=min(recipe.batch, max(8, nodes // 20)), epochs=40, patience=8)
    return replace(recipe, epochs=epochs) if epochs else recipe
