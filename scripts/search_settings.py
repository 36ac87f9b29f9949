"""Search temperature, learning rate and start radius for the noun models; every quantizer family gets the same grid.

    PYTHONPATH=. python scripts/search_settings.py rq --epochs 10 --to docs/search_rq.csv
    PYTHONPATH=. python scripts/search_settings.py ghrq --epochs 10 --to docs/search_ghrq.csv

First temperature × learning rate at the default start, then the start radius at the best of those. Points are trained
alone (no quantizer in the loop) and judged by the mean average precision of training ancestors; codes are fitted
after. Cells that the table holds already are not trained again.
"""

import argparse
import csv
import sys
import tempfile
from itertools import product
from pathlib import Path
from typing import Any

from hrq.train.hierarchy.training import train

TEMPERATURES, RATES, RADII = (0.15, 0.3, 0.6, 1.2), (0.02, 0.04, 0.08), (0.05, 1.0)
KEYS = ("quantizer", "temperature", "learning_rate", "start_radius", "epochs", "seed")
FOUND = ("map", "map_held_out", "unique_nearest", "relative_error_scaled", "perplexity", "wup", "seconds")


def cell(given: dict[str, Any]) -> dict[str, Any]:
    """Train one cell of the grid and return its row."""
    fixed = {"hierarchy": "wordnet", "split": "closure", "levels": 4, "codewords": 128, "quantizer_weight": 0.0}
    with tempfile.TemporaryDirectory() as folder:
        metrics = train(fixed | given, Path(folder) / "run", device="cpu", threads=1).metrics
    found = {name: metrics[name] for name in FOUND}
    found["wup"] = [one["wup"] for one in found["wup"]]
    return given | {name: _told(value) for name, value in found.items()}


def _told(value: Any) -> Any:
    return " ".join("-" if one is None else f"{one:.3g}" for one in value) if isinstance(value, list) else value


def search(quantizer: str, epochs: int, to: Path) -> None:
    """Fill the table at `to`."""
    rows = list(csv.DictReader(to.open(encoding="utf-8"))) if to.exists() else []

    def score(temperature: float, rate: float, radius: float) -> float:
        values = (quantizer, temperature, rate, radius, epochs, 0)
        done = [one for one in rows if tuple(one[key] for key in KEYS) == tuple(map(str, values))]
        if not done:
            row = cell(dict(zip(KEYS, values, strict=True)))
            rows.append({key: str(value) for key, value in row.items()})
            with to.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, (*KEYS, *FOUND), lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)
            done = rows[-1:]
            sys.stdout.write(f"{done[0]}\n")
        return float(done[0]["map"])

    temperature, rate = max(product(TEMPERATURES, RATES), key=lambda one: score(one[0], one[1], 0.2))
    for radius in RADII:
        score(temperature, rate, radius)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("quantizer")
    options.add_argument("--epochs", type=int, default=10)
    options.add_argument("--to", type=Path, required=True)
    chosen = options.parse_args()
    search(chosen.quantizer, chosen.epochs, chosen.to)
