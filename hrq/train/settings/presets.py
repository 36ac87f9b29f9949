"""Two recipes: `stable`, which works, and `paper`, which is what was published."""

import math
from typing import Any

from hrq.errors import UnknownNameError
from hrq.runs.config import CHOICES, Settings, make_settings

SMALL = 50_000  # pairs; below, a batch is small enough for many steps an epoch
WIDE: dict[str, Any] = {"temperature": 0.6, "learning_rate": 0.02}  # many nodes without curvature: docs/training.md
PLANE: dict[str, Any] = {"start": "sectors", "start_radius": 1.0, "learning_rate": 0.01, "epochs": 200}
FLAT: dict[str, Any] = PLANE | {  # two dimensions have room only far out, where float32 ends
    "dtype": "float64",
    "radius_cap": 0.9999,
    "temperature": 1.0,
}
CONES: dict[str, Any] = {  # a tree laid out without overlap, made finer; steps and negatives exact at that radius
    "dtype": "float64",
    "radius_cap": 1 - 2e-12,
    "optimizer": "local",
    "learning_rate": 0.01,
    "temperature": 1.0,
    "shared_negatives": False,
    "negatives": 50,
    "epochs": 2,
    "batch": 2048,
    "quantizer_weight": 0.0,
}
PAPER: dict[str, Any] = {  # arXiv 2505.12404 and 2609.26342, table 9
    "temperature": 1.0,
    "self_term": True,
    "shared_negatives": False,
    "negatives": 50,
    "optimizer": "sgd",
    "learning_rate": 1.0,
    "codebook_rate": 1.0,
    "decay_from": 1.0,
    "epochs": 50,
    "batch": 2048,
    "radius_cap": 0.999,
    "burn_in": 0.0,
    "quantizer_weight": 1.0,
    "commitment": 1.0,
    "straight_through": "discount",
    "refit": False,
    "unique": False,
}


def with_preset(given: dict[str, Any], pairs: int) -> Settings:
    """Settings from what was typed: what is not named comes from the preset, for that many training pairs."""
    preset = given.get("preset", "stable")
    if preset not in CHOICES["preset"]:
        raise UnknownNameError("preset", preset, CHOICES["preset"])
    dimension, flat = given.get("dimension", 16), given.get("quantizer", "ghrq") == "rq"
    defaults: dict[str, Any] = {"curvature": 0.0} if flat else {}
    euclidean = flat or given.get("curvature") == 0
    if preset == "paper":
        # N(0, 1) a coordinate; and lengths at c = 0 are 2|x − y| here, where the papers have |x − y|
        defaults |= PAPER | {"start_radius": math.sqrt(dimension)} | ({"temperature": 2.0} if euclidean else {})
    else:
        defaults |= _stable(pairs, dimension, euclidean=euclidean)
        defaults |= CONES if given.get("start") == "cones" else {}
        if given.get("split", "none") != "none":
            defaults.pop("start", None)  # sectors of the hierarchy would tell the links that are held out
    return make_settings(**(defaults | given))


def _stable(pairs: int, dimension: int, *, euclidean: bool) -> dict[str, Any]:
    size: dict[str, Any] = (
        {"epochs": 400, "batch": 512, "negatives": 256}
        if pairs < SMALL
        else {"epochs": 60, "batch": 2048, "negatives": 512}
    )
    if euclidean and pairs >= SMALL:
        size |= WIDE
    if dimension == 2:
        return size | (PLANE if euclidean else FLAT)
    return size
