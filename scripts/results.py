"""Print the bundled models' numbers as the tables of docs/training.md: python scripts/results.py"""

import json
import sys
from pathlib import Path
from typing import Any

COLUMNS = (
    "run",
    "MAP",
    "shuffled",
    "MAP decoded",
    "unique as they fall",
    "with assignment",
    "error by level",
    "the same, scaled",
    "likeness by shared tokens",
    "shuffled",
    "seconds",
)
ROOT = Path(__file__).resolve().parents[1]


def row(folder: Path) -> tuple[str, ...]:
    """One run, as cells."""
    found: dict[str, Any] = json.loads((folder / "metrics.json").read_text("utf-8"))
    likeness = [one for one in found["wup"] if one["wup"] is not None]
    return (
        f"`{folder.name}`",
        f"{found['map']:.3f}",
        f"{found['map_shuffled']:.3f}",
        f"{found['map_decoded']:.3f}",
        f"{found['unique_nearest']:.3f}",
        f"{found['unique']:.3f}",
        " ".join(f"{one:.2g}" for one in found["relative_error"]),
        " ".join(f"{one:.2g}" for one in found["relative_error_scaled"]),
        " ".join(f"{one['wup']:.2f}" for one in likeness),
        " ".join(f"{one['shuffled']:.2f}" for one in likeness),
        f"{found['seconds']:.0f}",
    )


SEVERAL = {  # columns of the second table: metrics of which a run holds several seeds
    "MAP": "map",
    "shuffled": "map_shuffled",
    "parents": "map_parents",
    "held out": "map_held_out",
    "decoded": "map_decoded",
    "unique as they fall": "unique_nearest",
    "perplexity by level": "perplexity",
    "error by level, scaled": "relative_error_scaled",
    "likeness by shared tokens": "wup",
}


def interval(found: Any, digits: int) -> str:
    """Mean ± half of the interval; lists one after another."""
    if isinstance(found, list):
        return ", ".join(interval(one, digits) for one in found)
    return f"{found['mean']:.{digits}f} ± {(found['high'] - found['low']) / 2:.{digits}f}"


def seeds_row(folder: Path) -> tuple[str, ...]:
    """One run of several seeds, as cells."""
    spread = json.loads((folder / "metrics.json").read_text("utf-8"))["over_seeds"]
    cells = (interval(spread[name], 0 if name == "perplexity" else 3) for name in SEVERAL.values())
    return (f"`{folder.name}`", *cells)


def table(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """As Markdown."""
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [columns, ("---",) * len(columns), *rows]) + "\n"


def main() -> None:
    """Write both tables to standard output: every bundled run, and those of several seeds."""
    runs = [folder for folder in sorted((ROOT / "assets" / "models").iterdir()) if folder.is_dir()]
    several = [one for one in runs if "over_seeds" in json.loads((one / "metrics.json").read_text("utf-8"))]
    sys.stdout.write(table(COLUMNS, [row(one) for one in runs]) + "\n")
    sys.stdout.write(table(("run", *SEVERAL), [seeds_row(one) for one in several]))


if __name__ == "__main__":
    main()
