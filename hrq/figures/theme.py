"""Every colour, size and font of the figures, for light and dark screens.

Categories are the colours of Okabe and Ito (Color Universal Design, 2008), which people with any colour vision can
tell apart; at most seven are used, and what is left over is grey. They are told from a light ground by a dark outline,
because sky blue and yellow alone do not reach a contrast of 3 : 1 there. Ordered quantities take a part of viridis
(van der Walt and Smith, 2015): the part that stands out from the ground it is drawn on.
"""

from collections.abc import Sequence
from dataclasses import dataclass

CATEGORIES = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#F0E442")
VIRIDIS = (
    "#440154", "#482878", "#3E4A89", "#31688E", "#26828E", "#1F9E89", "#35B779", "#6DCD59", "#B4DE2C", "#FDE725",
)  # fmt: skip
FONT = '"Source Sans", "Source Sans 3", "Source Sans Pro", system-ui, sans-serif'


@dataclass(frozen=True)
class Theme:
    """The colours of one ground."""

    ground: str
    text: str
    muted: str  # text that may step back
    disk: str  # the ball's inside
    rim: str
    ring: str  # circles of equal distance
    edge: str  # links of the hierarchy
    outline: str  # around a point, so that every fill stands out from the ground
    other: str  # categories beyond the palette
    accent: str  # the selection and its path
    sequential: tuple[str, ...]  # low to high


LIGHT = Theme(
    ground="#FFFFFF",
    text="#1B2430",
    muted="#5A6675",
    disk="#F7F9FB",
    rim="#5A6675",
    ring="#D9DFE7",
    edge="rgba(90,102,117,0.28)",
    outline="rgba(27,36,48,0.75)",
    other="#667080",
    accent="#B3003C",
    sequential=VIRIDIS[8::-1],
)
DARK = Theme(
    ground="#10151D",
    text="#E8EDF3",
    muted="#9AA7B7",
    disk="#161D27",
    rim="#9AA7B7",
    ring="#2A3442",
    edge="rgba(154,167,183,0.28)",
    outline="rgba(232,237,243,0.55)",
    other="#626C78",
    accent="#FF6B93",
    sequential=VIRIDIS[2:],
)


def theme(*, dark: bool) -> Theme:
    """The colours for a dark or a light ground."""
    return DARK if dark else LIGHT


def sample(scale: Sequence[str], steps: int) -> list[str]:
    """`steps` colours along a scale, ends included, mixed in between."""
    if steps == 1:
        return [scale[0]]
    places = [index * (len(scale) - 1) / (steps - 1) for index in range(steps)]
    return [_mix(scale[int(place)], scale[min(int(place) + 1, len(scale) - 1)], place % 1) for place in places]


def _mix(low: str, high: str, share: float) -> str:
    pairs = [(int(low[at : at + 2], 16), int(high[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)
