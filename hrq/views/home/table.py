"""The table of models: each one's numbers beside their controls, and beside the Euclidean baseline."""

from urllib.parse import urlencode

from hrq.runs import RunSummary
from hrq.runs.metrics import Likeness, OverSeeds, RunMetrics
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
    config, measured = summary.config, RunMetrics.read(caches.metrics(summary))
    if config is None:
        return [NOTHING] * (len(HEADER) - 1)
    likeness = (measured.wup or [Likeness()])[0]
    baseline = " (baseline)" if config.quantizer == "rq" else ""
    return [
        config.quantizer + baseline,
        str(config.dimension),
        f"{config.curvature:g}",
        " × ".join(str(size) for size in config.sizes),
        _seeded(measured.map, measured.seeded("map")),
        _number(measured.map_shuffled),
        _seeded(measured.map_decoded, measured.seeded("map_decoded")),
        _seeded(likeness.wup, measured.seeded("wup", 0)),
        _number(likeness.shuffled),
        _number(_last(measured.relative_error)),
        _seeded(_last(measured.relative_error_scaled), measured.seeded("relative_error_scaled", -1)),
        NOTHING if measured.unique is None else f"{measured.unique:.0%}",
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


def _last(measured: list[float] | None) -> float | None:
    return measured[-1] if measured else None


def _number(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.3f}"


def _seeded(value: float | None, spread: OverSeeds | None) -> str:
    """Mean ± half the 95 % interval where several seeds stand behind a number."""
    return _number(value) if spread is None else f"{spread.mean:.3f} ± {(spread.high - spread.low) / 2:.3f}"
