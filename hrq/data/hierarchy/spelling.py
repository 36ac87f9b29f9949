"""Names that look like what was typed."""

from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA


def nearest_spellings(text: str, known: Sequence[str], *, most: int = 5, cutoff: float = 0.5) -> list[str]:
    """The known names most like a text, best first; a name that continues it (dog → dog.n.01) comes before others.

    Likeness counts letters put in, left out, exchanged, and neighbours that changed places; of equally like names, the
    one of the same length, then of the same first letter, comes first.

    >>> nearest_spellings("dog", ["cat", "dogma", "dog.n.01", "god"])
    ['dog.n.01', 'dogma']
    """
    folded = text.casefold().strip().replace(" ", "_")
    if not folded:
        return []
    begun = [name for name in known if name.casefold().startswith((f"{folded}.", f"{folded}_"))]
    begun.sort(key=len)
    found = process.extract(
        folded, known, scorer=OSA.normalized_similarity, processor=str.casefold, limit=8 * most, score_cutoff=cutoff
    )
    close = sorted(found, key=lambda one: (-one[1], abs(len(one[0]) - len(folded)), one[0][:1].casefold() != folded[0]))
    return list(dict.fromkeys([*begun, *(name for name, _, _ in close)]))[:most]
