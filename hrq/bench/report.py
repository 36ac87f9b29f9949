"""A benchmark as text: cells for a terminal, Markdown for `docs/benchmarks.md`, plain data for machines."""

from dataclasses import asdict
from typing import Any

from hrq.bench.measure import Finding, Row, Section, Target, Timing
from hrq.bench.run import Benchmark

COLUMNS = ("what", "type", "median", "fastest – slowest", "GPU", "ratio", "target", "verdict", "remark")
NO_GPU = "there was none"


def as_data(benchmark: Benchmark) -> dict[str, Any]:
    """Everything, with the verdicts, ready for JSON."""
    sections = []
    for section in benchmark.sections:
        content = asdict(section)
        for key in ("rows", "findings"):
            found = getattr(section, key)
            content[key] = [one | {"verdict": of.verdict} for one, of in zip(content[key], found, strict=True)]
        sections.append(content)
    return {
        "machine": benchmark.machine,
        "seconds": benchmark.seconds,
        "sections": sections,
        "failures": benchmark.failures,
    }


def cells(section: Section, *, gpu: bool) -> list[tuple[str, ...]]:
    """The rows of a section as text, below COLUMNS. `gpu` says whether there was one."""
    rows = [_row(row, section.rate, gpu=gpu) for row in section.rows]
    return rows + [_finding(one) for one in section.findings]


def markdown(benchmark: Benchmark, command: str) -> str:
    """The page: the command, the machine, a table a section, and how to read them."""
    shape = benchmark.machine
    peers = ", ".join(f"{name} {version or 'missing'}" for name, version in shape["peers"].items())
    lines = [
        "# Benchmarks",
        "",
        f"`{command}` wrote this page in {benchmark.seconds:.0f} s. Compare ratios, never absolute times.",
        "",
        f"- **Machine**: {shape['cores']} cores, {shape['memory_gib']} GiB, {shape['processor']}; {shape['system']}. "
        f"GPU: {shape['gpu'] or NO_GPU}.",
        f"- **Threads**: {shape['threads']} for everybody.",
        f"- **Versions**: Python {shape['python']}, torch {shape['torch']}, numpy {shape['numpy']}; {peers}.",
        "",
        *READING,
    ]
    for section in benchmark.sections:
        lines += ["", f"## {section.name}", "", f"Time for {section.work}." + _rated(section), ""]
        lines += [_line(COLUMNS), _line(("---",) * len(COLUMNS))]
        lines += [_line(row) for row in cells(section, gpu=shape["gpu"] is not None)]
    told = benchmark.failures
    lines += ["", f"Not met: {'; '.join(told)}." if told else "All targets were met, and no peer was missing."]
    return "\n".join(lines) + "\n"


READING = (
    "Contenders of a section take turns, round by round, after one that is not counted. A ratio is a row's time over",
    "that of the row its target names. The type is what comes in: our search screens in float32 and looks again in",
    "float64 where that is too close to call, whatever comes in, so its codes are a float64 brute force's. Peers",
    "get the same codebooks and the same chunks. Everything is seeded; nothing is downloaded.",
)


def _rated(section: Section) -> str:
    return f" Figures are {section.rate}; ratios are of the time for one." if section.rate else ""


def _row(row: Row, rate: str, *, gpu: bool) -> tuple[str, ...]:
    there = NO_GPU if not gpu else _time(row.gpu.median, rate) if row.gpu else "–"
    target = "" if row.target is None else _target(row.target)
    ratio = "" if row.ratio is None else f"{row.ratio:.3g}"
    return (row.name, row.dtype, *_times(row.timing, rate), there, ratio, target, row.verdict, row.note)


def _finding(one: Finding) -> tuple[str, ...]:
    return (one.name, "", f"{one.value:.3f}", "", "", "", _target(one.target), one.verdict, "")


def _times(timing: Timing | None, rate: str) -> tuple[str, str]:
    if timing is None:
        return "missing", ""
    return _time(timing.median, rate), f"{_time(timing.fastest, rate)} – {_time(timing.slowest, rate)}"


def _time(seconds: float, rate: str) -> str:
    if rate:
        return f"{1 / seconds:,.0f}"
    return f"{seconds:.2f} s" if seconds >= 1 else f"{1000 * seconds:.1f} ms"


def _target(target: Target) -> str:
    sign = "≤" if target.sense == "at most" else "≥"
    return f"{sign} {target.bound:g} × {target.against}" if target.against else f"{sign} {target.bound:g}"


def _line(row: tuple[str, ...]) -> str:
    return f"| {' | '.join(row)} |"
