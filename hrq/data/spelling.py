"""Names that look like what was typed."""

from collections.abc import Sequence

from rapidfuzz import fuzz, process


def nearest_spellings(text: str, known: Sequence[str], *, most: int = 5, cutoff: float = 55.0) -> list[str]:
    """The known names most like a text, best first; a name that continues it (dog → dog.n.01) comes before others."""
    folded = text.casefold().strip().replace(" ", "_")
    if not folded:
        return []
    begun = [name for name in known if name.casefold().startswith((f"{folded}.", f"{folded}_"))][:most]
    close = process.extract(folded, known, scorer=fuzz.ratio, processor=str.casefold, limit=most, score_cutoff=cutoff)
    return list(dict.fromkeys([*begun, *(name for name, _, _ in close)]))[:most]
