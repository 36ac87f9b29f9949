"""Print the bundled models' numbers as the table of docs/training.md: python scripts/results.py"""

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


def main() -> None:
    """Write the table to standard output."""
    rows = [COLUMNS, ("---",) * len(COLUMNS)]
    rows += [row(folder) for folder in sorted((ROOT / "assets" / "models").iterdir()) if folder.is_dir()]
    sys.stdout.write("\n".join(f"| {' | '.join(cells)} |" for cells in rows) + "\n")


if __name__ == "__main__":
    main()
