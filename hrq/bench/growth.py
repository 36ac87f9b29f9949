"""How the time of an encode grows with the number of points: the exponent of the power law that fits best."""

import math
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from hrq.bench.measure import Contender, Finding, Section, Target, compare
from hrq.bench.scene import C, make_points, make_scene
from hrq.bench.sizes import Sizes
from hrq.quantize import make_quantizer

ROUNDS = 3


def growth_section(sizes: Sizes, tick: Callable[[], None]) -> Section:
    """`ghrq` encodes ever more points; an exponent of 1 is proportional to their number."""
    quantizer = make_quantizer("ghrq", make_scene(sizes).books, c=C)
    points = make_points(max(sizes.growth), sizes)
    contenders = [
        Contender(f"{number:,} points", "float64", partial(quantizer.encode, points[:number]))
        for number in sizes.growth
    ]
    rows = compare(contenders, ROUNDS, tick, unit=1)
    seconds = [row.timing.median for row in rows if row.timing is not None]
    finding = Finding("exponent", exponent(sizes.growth, seconds), Target(None, "at most", 1.1))
    return Section("Growth", "one encode", tuple(rows), findings=(finding,))


def exponent(numbers: Sequence[int], seconds: Sequence[float]) -> float:
    """The slope of log time over log number, by least squares."""
    slope: float = np.polyfit([math.log(one) for one in numbers], [math.log(one) for one in seconds], 1)[0]
    return float(slope)
