"""The table of models: each one's numbers beside their controls, and beside the Euclidean baseline."""

from typing import Any
from urllib.parse import urlencode

from hrq.runs import RunSummary
from hrq.views.frame import badge, caches, glossary
from hrq.views.frame.text import markup

ORDER = tuple(badge.QUANTIZERS)
HEADER = (
    "Model",
    "quantizer",
    "d",
    "c",
    "code",
    "MAP",
    "shuffled",
    "MAP decoded",
    "likeness",
    "shuffled",
    "error",
    "in own coordinates",
    "unique",
)
WORDS = {"c": "Curvature", "code": "Code", "MAP": "MAP", "shuffled": "Control", "likeness": "Likeness"}
NOTHING = "–"


def table(summaries: list[RunSummary]) -> str:
    """The table as HTML, grouped by hierarchy and dimension."""
    head = "".join(f"<th>{_explained(name)}</th>" for name in HEADER)
    body = "".join(_row(one) for one in sorted(summaries, key=_place))
    return f'<table class="hrq-table left"><tr>{head}</tr>{body}</table>'


def _explained(name: str) -> str:
    """A column's name, as a way to the glossary where it has it."""
    return f'<a href="{glossary.address(WORDS[name])}">{name}</a>' if name in WORDS else name


def cells(summary: RunSummary) -> list[str]:
    """The texts of a row after its name; a number that was not measured is a dash."""
    config, measured = summary.config, caches.metrics(summary)
    if config is None:
        return [NOTHING] * (len(HEADER) - 1)
    likeness, seeds = _first(measured.get("wup")), "over_seeds" in measured
    baseline = " (baseline)" if config.quantizer == "rq" else ""
    return [
        config.quantizer + baseline,
        str(config.dimension),
        f"{config.curvature:g}",
        " × ".join(str(size) for size in config.sizes),
        _seeded(measured, "map"),
        _number(measured.get("map_shuffled")),
        _seeded(measured, "map_decoded"),
        _seeded(measured, "wup") if seeds else _number(likeness.get("wup")),
        _number(likeness.get("shuffled")),
        _number(_last(measured.get("relative_error"))),
        _seeded(measured, "relative_error_scaled") if seeds else _number(_last(measured.get("relative_error_scaled"))),
        _share(measured.get("unique")),
    ]


def _row(summary: RunSummary) -> str:
    if summary.problem:
        problem = f'<td class="problem" colspan="{len(HEADER) - 1}">{markup(summary.problem)}</td>'
        return f"<tr><td>{markup(summary.name)}</td>{problem}</tr>"
    link = f"Explore?{urlencode({'run': summary.name})}"
    state = "" if summary.state == "finished" else f" ({summary.state})"
    rest = "".join(f"<td>{markup(cell)}</td>" for cell in cells(summary))
    return f'<tr><td><a href="{markup(link)}">{markup(summary.name)}</a>{markup(state)}</td>{rest}</tr>'


def _place(summary: RunSummary) -> tuple[object, ...]:
    config = summary.config
    if config is None:
        return ("\uffff", 0, 0, summary.name)
    return (config.hierarchy, config.dimension, ORDER.index(config.quantizer), summary.name)


def _first(measured: Any) -> dict[str, Any]:
    rows = measured if isinstance(measured, list) else []
    return rows[0] if rows and isinstance(rows[0], dict) else {}


def _last(measured: Any) -> Any:
    return measured[-1] if isinstance(measured, list) and measured else None


def _number(value: Any) -> str:
    return f"{value:.3f}" if isinstance(value, int | float) else NOTHING


def _seeded(measured: dict[str, Any], name: str) -> str:
    """Mean ± half the 95 % interval where several seeds stand behind a number: of the first tokens, the last error."""
    spread = measured.get("over_seeds")
    found = spread.get(name) if isinstance(spread, dict) else None
    if isinstance(found, list):
        found = found[0 if name == "wup" else -1] if found else None
    if not isinstance(found, dict) or not all(isinstance(found.get(key), float) for key in ("mean", "low", "high")):
        return _number(measured.get(name))
    return f"{found['mean']:.3f} ± {(found['high'] - found['low']) / 2:.3f}"


def _share(value: Any) -> str:
    return f"{value:.0%}" if isinstance(value, int | float) else NOTHING
