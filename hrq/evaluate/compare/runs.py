"""Runs side by side: the settings that differ, the numbers with intervals and controls, and who is ahead for sure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hrq.evaluate.compare.merits import CONTROL_NAMES, CONTROLS, MERITS, Merit
from hrq.evaluate.recall.seeds import over_seeds
from hrq.runs.config import RunConfig
from hrq.runs.metrics import RunMetrics

ASIDE = ("version", "format", "hierarchy_hash", "disk_layout")  # of a configuration, not settings
Evaluations = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Compared:
    """A run as a comparison needs it: what it was made with, what it recorded, what it was evaluated to."""

    name: str
    config: RunConfig
    metrics: Mapping[str, Any]
    evaluations: Evaluations
    agreement: Sequence[Mapping[str, Any]] = ()  # the measures of its agreement report, where there is one


@dataclass(frozen=True)
class Cell:
    """A number, the ends of its 95 % interval where there is one, its control, and where it comes from.

    >>> Cell(0.944, 0.942, 0.946).sure, Cell(0.944).sure
    (True, False)
    """

    value: float
    low: float | None = None
    high: float | None = None
    control: float | None = None
    control_name: str = ""
    seeds: int = 1
    n: int | None = None
    source: str = ""
    command: str = ""

    @property
    def sure(self) -> bool:
        """Whether there is an interval."""
        return self.low is not None and self.high is not None


Row = dict[str, Cell]


def differing_settings(runs: Sequence[Compared], *, every: bool = False) -> dict[str, list[Any]]:
    """Settings by name, a value a run; only those in which runs differ, unless `every` is asked for.

    >>> from hrq.runs import make_config
    >>> same = {"hierarchy": "animals", "hierarchy_hash": "1", "disk_layout": "none"}
    >>> runs = [Compared(name, make_config(quantizer=name, **same), {}, {}) for name in ("ghrq", "tangent")]
    >>> differing_settings(runs)
    {'quantizer': ['ghrq', 'tangent']}
    """
    dumped = [run.config.model_dump(mode="json") for run in runs]
    names = [name for name in dumped[0] if name not in ASIDE] if dumped else []
    rows = {name: [one.get(name) for one in dumped] for name in names}
    return {name: row for name, row in rows.items() if every or any(value != row[0] for value in row)}


def obstacles(runs: Sequence[Compared]) -> list[str]:
    """Why these runs' numbers cannot be held against each other; empty where they can.

    >>> from hrq.runs import make_config
    >>> same = {"hierarchy": "animals", "hierarchy_hash": "1", "disk_layout": "none"}
    >>> one, two = (Compared(split, make_config(split=split, **same), {}, {}) for split in ("none", "closure"))
    >>> obstacles([one, one]), len(obstacles([one, two]))
    ([], 1)
    """
    said = []
    if len({run.config.hierarchy_hash for run in runs}) > 1:
        said.append("They were trained on different hierarchies, and every number depends on the hierarchy.")
    if len({(run.config.split, run.config.split_seed if run.config.split != "none" else 0) for run in runs}) > 1:
        said.append("They hold different pairs out, so they have learnt from different pairs.")
    return said


def kinds_of_evaluation(runs: Sequence[Compared]) -> list[str]:
    """The kinds that any of the runs has, such as closure-small, those that most runs have first.

    >>> from hrq.runs import make_config
    >>> config = make_config(hierarchy="animals", hierarchy_hash="1", disk_layout="none")
    >>> told = {"parent-small-seed0": {}, "closure-small-seed0": {}, "closure-small-seed1": {}}
    >>> kinds_of_evaluation([Compared("one", config, {}, told)])
    ['closure-small', 'parent-small']
    """
    kinds = [kind for run in runs for kind in {_kind(name) for name in run.evaluations}]
    return sorted(set(kinds), key=lambda kind: (-kinds.count(kind), "sample" in kind, kind))


def chosen_evaluations(run: Compared, kind: str | None) -> list[Mapping[str, Any]]:
    """The run's evaluations of one kind, one a seed.

    >>> from hrq.runs import make_config
    >>> config = make_config(hierarchy="animals", hierarchy_hash="1", disk_layout="none")
    >>> told = {"closure-small-seed0": {"seed": 0}, "closure-small-seed1": {"seed": 1}, "parent-small-seed0": {}}
    >>> chosen_evaluations(Compared("one", config, {}, told), "closure-small")
    [{'seed': 0}, {'seed': 1}]
    """
    return [one for name, one in sorted(run.evaluations.items()) if kind is not None and _kind(name) == kind]


def row_of(run: Compared, kind: str | None) -> Row:
    """All numbers of a run, by the key of their figure; those that were not measured are left out.

    >>> from hrq.runs import make_config
    >>> config = make_config(hierarchy="animals", hierarchy_hash="1", disk_layout="none")
    >>> {key: cell.value for key, cell in row_of(Compared("one", config, {"map": 0.9}, {}), None).items()}
    {'map': 0.9}
    """
    return _task(run, kind) | _recorded(run) | _agreement(run)


def winner(merit: Merit, rows: Sequence[Row]) -> int | None:
    """The run whose interval lies beyond all others' intervals; None where a run has none, or where any two meet.

    >>> from hrq.evaluate.compare.merits import MERITS
    >>> clear = [{"map": Cell(0.9, 0.88, 0.92)}, {"map": Cell(0.8, 0.79, 0.81)}]
    >>> winner(MERITS["map"], clear), winner(MERITS["map"], [{"map": Cell(0.9)}, {"map": Cell(0.8)}])
    (0, None)
    """
    cells = [row.get(merit.key) for row in rows]
    measured = [cell for cell in cells if cell is not None]
    if merit.up is None or len(rows) < 2 or len(measured) < len(rows) or not all(cell.sure for cell in measured):
        return None
    sign = 1 if merit.up else -1
    best = max(
        (place for place, cell in enumerate(cells) if cell is not None), key=lambda place: sign * _value(cells[place])
    )
    worst_of_best = min(sign * end for end in _ends(cells[best]))
    others = [max(sign * end for end in _ends(cell)) for place, cell in enumerate(cells) if cell and place != best]
    return best if all(worst_of_best > other for other in others) else None


def shown_merits(rows: Sequence[Row]) -> list[Merit]:
    """The figures that any run has, in their order.

    >>> [merit.title for merit in shown_merits([{"map": Cell(0.9)}, {"error": Cell(0.2)}])]
    ['MAP', 'error']
    """
    return [merit for key, merit in MERITS.items() if any(key in row for row in rows)]


def cell_text(cell: Cell | None, *, ahead: bool = False) -> str:
    """`0.944 ± 0.002`, with its control, and a star where it is ahead of all others for sure.

    >>> cell_text(Cell(0.944, 0.942, 0.946)), cell_text(Cell(0.944, 0.942, 0.946), ahead=True), cell_text(None)
    ('0.944 ± 0.002', '0.944 ± 0.002 ★', '–')
    """
    if cell is None:
        return "–"
    text = f"{cell.value:.3f}"
    if cell.low is not None and cell.high is not None:
        text += f" ± {(cell.high - cell.low) / 2:.3f}"
    if cell.control is not None:
        text += f" [{cell.control:.3f}]"
    return f"{text} ★" if ahead else text


def _value(cell: Cell | None) -> float:
    return cell.value if cell is not None else 0.0


def _ends(cell: Cell | None) -> tuple[float, float]:
    if cell is None or cell.low is None or cell.high is None:
        return (0.0, 0.0)
    return (cell.low, cell.high)


def _kind(name: str) -> str:
    return name.rpartition("-seed")[0]


def _task(run: Compared, kind: str | None) -> Row:
    found = chosen_evaluations(run, kind)
    if not found:
        return {}
    methods, row = over_seeds([dict(one) for one in found]), Row()
    command = str(found[0]["command"]) if len(found) == 1 else f"{_bare(found[0])} --seeds {len(found)}"
    for key in MERITS:
        method, _, figure = key.partition("/")
        one = methods.get(method, {}).get(figure)
        if one is None or one["value"] is None:
            continue
        other, _, control_figure = CONTROLS.get(key, "").partition("/")
        control = methods.get(other, {}).get(control_figure)
        half = one["half"]
        row[key] = Cell(
            one["value"],
            low=None if half is None else one["value"] - half,
            high=None if half is None else one["value"] + half,
            control=None if control is None else control["value"],
            control_name=CONTROL_NAMES.get(other, ""),
            seeds=one["seeds"],
            n=methods[method]["pairs"],
            source=f"{kind}, {_asked(found[0])}",
            command=command,
        )
    return row


def _bare(evaluation: Mapping[str, Any]) -> str:
    return str(evaluation["command"]).replace(f" --seed {evaluation['seed']}", "")


def _asked(evaluation: Mapping[str, Any]) -> str:
    if evaluation["asked_pairs"] == evaluation["held_out_pairs"]:
        return f"all {evaluation['held_out_pairs']:,} held-out pairs"
    return f"a sample of {evaluation['asked_nodes']:,} nodes with {evaluation['asked_pairs']:,} held-out pairs"


def _recorded(run: Compared) -> Row:
    """What training measured; with an interval where several seeds stand behind it."""
    measured, row = RunMetrics.read(run.metrics), Row()
    error = measured.relative_error_scaled
    plain: dict[str, tuple[float | None, float | None, str, int | None]] = {
        "map": (measured.map, measured.map_shuffled, "map", None),
        "map_held_out": (measured.map_held_out, None, "map_held_out", None),
        "map_decoded": (measured.map_decoded, None, "map_decoded", None),
        "error": (error[-1] if error else None, None, "relative_error_scaled", -1),
        "unique": (measured.unique, None, "unique", None),
        "unique_nearest": (measured.unique_nearest, None, "unique_nearest", None),
    }
    for tokens, one in enumerate(measured.wup or [], 1):
        plain[f"wup_{tokens}"] = (one.wup, one.shuffled, "wup", tokens - 1)
    for key, (value, control, name, place) in plain.items():
        if key not in MERITS or value is None:
            continue
        row[key] = _with_seeds(measured, name, place, value, control, MERITS[key], run.name)
    return row


def _agreement(run: Compared) -> Row:
    """What the agreement report says, with its own intervals."""
    row = Row()
    for one in run.agreement:
        key = one["name"] if one["tokens"] is None else f"{one['name']}_{one['tokens']}"
        if key in MERITS and one["cut"] is None and one["value"] is not None:
            source, command = "agreement report", MERITS[key].command.format(run=run.name)
            row[key] = Cell(
                one["value"], one["low"], one["high"], one["shuffled"], "shuffled", source=source, command=command
            )
    return row


def _with_seeds(
    measured: RunMetrics,
    name: str,
    place: int | None,
    value: float,
    control: float | None,
    merit: Merit,
    run: str,
) -> Cell:
    spread = measured.seeded(name, place)
    command, source = merit.command.format(run=run), "recorded by training"
    if spread is None:
        return Cell(value, control=control, control_name="shuffled", source=source, command=command)
    return Cell(
        spread.mean,
        spread.low,
        spread.high,
        control,
        "shuffled",
        spread.n,
        source=f"{source}, over seeds",
        command=command,
    )
