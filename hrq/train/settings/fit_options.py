"""What a person can set before a fit of vectors: the settings of a training that mean something there."""

from dataclasses import replace
from typing import Any

from hrq.errors import UsageError
from hrq.runs.config import Settings, make_settings
from hrq.train.settings.options import OPTIONS, Option

FITTED: dict[str, Any] = {  # what a fit starts from, where it differs from training on a hierarchy
    "epochs": 100,
    "batch": 512,
    "learning_rate": 1e-3,
    "codebook_rate": 0.01,
    "radius_cap": 0.98,
    "burn_in": 0.3,
    "quantizer_weight": 1.0,
    "straight_through": "unit",
}
TAKEN = (
    "quantizer", "curvature", "dimension", "levels", "codewords", "seed", "epochs", "batch", "learning_rate",
    "codebook_rate", "decay_from", "radius_cap", "burn_in", "quantizer_weight", "commitment", "straight_through",
    "refit", "unique",
)  # fmt: skip
WORDED: dict[str, dict[str, Any]] = {  # where a setting means another thing than in training on a hierarchy
    "batch": {"description": "vectors a step", "unit": "vectors"},
    "epochs": {"description": "passes over the vectors"},
    "learning_rate": {"description": "of the encoder and the decoder"},
    "unique": {"description": "give every vector a code of its own by optimal assignment of the last token"},
}
FIT_OPTIONS: dict[str, Option] = {
    name: replace(OPTIONS[name], default=FITTED.get(name, OPTIONS[name].default), **WORDED.get(name, {}))
    for name in TAKEN
}


def fit_settings(given: dict[str, Any]) -> Settings:
    """The settings of a fit: what was given, else its own defaults. Raises as `make_settings`."""
    strange = [name for name in given if name not in TAKEN]
    if strange:
        raise UsageError(f"A fit has no setting {strange[0]!r}. It takes {', '.join(TAKEN)}.")
    flat: dict[str, Any] = {"curvature": 0.0} if given.get("quantizer") == "rq" else {}
    return make_settings(**(FITTED | flat | given))
