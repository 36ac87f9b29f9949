"""How far a code tree agrees with a hierarchy, as numbers, each with an interval and beside shuffled codes.

Every measure has one definition, in DEFINITIONS, for trees and graphs alike. Shuffled codes are the same codes dealt
out to other nodes: what a number exceeds theirs by is what the codes know. What needs the closure of a hierarchy too
large for one is left out, with the reason.
"""

import time
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypedDict

import numpy as np
from numpy.typing import NDArray

from hrq.data.hierarchy.code_tree import code_tree
from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.links import Ints
from hrq.errors import SettingError, ShapeError, TooLargeError
from hrq.evaluate.agreement import DRAWS, purity
from hrq.evaluate.agreement import pairs_and_triples as pairs
from hrq.evaluate.matching.best_matches import best_f1, overlaps
from hrq.evaluate.statistics.intervals import Interval, jackknife, middle, normal_half
from hrq.jobs.progress import Progress, Report, silent

F1, PURITY, INFORMATION, WUP, PATH, TRIPLETS, RANKS = (
    "best_match_f1",
    "dendrogram_purity",
    "adjusted_mutual_information",
    "wup_similarity",
    "path_similarity",
    "triplet_agreement",
    "rank_correlation",
)
DEFINITIONS: Mapping[str, str] = {
    F1: "Mean over nodes of the F1 of their prefix of that many tokens: its best F1 with any synset, which stands for "
    "itself and all below it.",
    PURITY: "Over all pairs of nodes of one class of the cut: under the longest prefix that both share, the share of "
    "that class. A cut at depth d puts a node into the class of its ancestor at depth d over main parents (the first "
    "on a shortest way to a root); a node above the cut is a class of its own.",
    INFORMATION: "Adjusted mutual information (arithmetic mean) of the prefixes of that many tokens and the classes of "
    "the cut, which are made as for the purity: 0 is chance, 1 the same partition.",
    WUP: "Mean Wu-Palmer similarity 2 D / (2 D + up(a) + up(b)), D = depth + 1 of the lowest common ancestor (the one "
    "of greatest shortest depth), of pairs that share at least that many first tokens.",
    PATH: "Mean of 1 / (1 + links on the shortest way up and down) of pairs that share at least that many first "
    "tokens.",
    TRIPLETS: "Of triples of nodes that both trees order, the share that both order alike: the codes, where one pair "
    "shares more first tokens than the two others; the hierarchy, where one pair's lowest common ancestor has a "
    "greater shortest depth than the two others'. Guessing gives a third.",
    RANKS: "Spearman's rank correlation, over pairs of nodes, of the number of first tokens shared with the links on "
    "the shortest way between them: negative where codes that begin alike belong to nodes that lie near each other.",
}  # fmt: skip
SAMPLES: Mapping[str, int] = {"pairs": 20_000, "triples": 200_000, "ranked": 100_000}


class Key(NamedTuple):
    """Which number: the measure, how many tokens, which depth cut; None where the measure has none."""

    name: str
    tokens: int | None = None
    cut: int | None = None


class Value(NamedTuple):
    """A number, its interval, how many things it is a mean over, and whether they are a sample of more."""

    value: float | None
    interval: Interval | None = None
    of: int = 0
    sampled: bool = False


class Measure(TypedDict):
    """One line of an agreement table; numbers are None where nothing could be counted."""

    name: str
    tokens: int | None
    cut: int | None
    value: float | None
    low: float | None
    high: float | None
    shuffled: float | None
    shuffled_low: float | None
    shuffled_high: float | None
    count: int
    sampled: bool


class Measured(NamedTuple):
    """All lines, the cut that stands for the others (chosen by its number of classes), and what was left out."""

    measures: list[Measure]
    main_cuts: dict[int, int]  # tokens -> the cut with as many classes as there are prefixes, nearly
    left_out: str


class _Frame(NamedTuple):
    """What stays the same while codes are shuffled."""

    hierarchy: Hierarchy
    classes: dict[int, Ints]
    ranked: pairs.Pairs | None
    triples: pairs.Triples | None


def measure_agreement(
    codes: NDArray[np.integer],
    hierarchy: Hierarchy,
    *,
    seed: int = 0,
    draws: int = DRAWS,
    report: Report = silent,
) -> Measured:
    """Every measure of codes whose row i is node i. Raises ShapeError or SettingError.

    >>> from hrq.data.hierarchy.toy import CODES, animals
    >>> found = measure_agreement(CODES, animals(), draws=2)
    >>> [(row["tokens"], round(row["value"], 3)) for row in found.measures if row["name"] == F1]
    [(1, 0.893), (2, 0.75)]
    """
    if codes.ndim != 2 or len(codes) != len(hierarchy) or codes.shape[1] < 1:
        raise ShapeError("codes", codes.shape, f"({len(hierarchy)}, levels), a row for every node of the hierarchy")
    if draws < 2:
        raise SettingError("draws", draws, "at least 2")
    noise, begun = np.random.default_rng(seed), time.monotonic()

    def tell(done: int) -> None:
        report(Progress("measuring agreement", done, draws + 1, time.monotonic() - begun))

    frame, left_out = _frame(hierarchy, noise)
    tell(0)
    found = dict(_values(codes, frame, np.random.default_rng(seed), intervals=True))
    shuffles: dict[Key, list[float]] = {key: [] for key in found}
    for draw in range(draws):
        tell(draw + 1)
        for key, one in _values(noise.permutation(codes), frame, noise, intervals=False):
            if one.value is not None:
                shuffles[key].append(one.value)
    tell(draws + 1)
    counts = [len(np.unique(level)) for level in purity.prefix_classes(codes)]
    main = {tokens: purity.nearest_cut(hierarchy, counts[tokens]) for tokens in range(1, codes.shape[1] + 1)}
    lines = [_line(key, one, shuffles[key]) for key, one in found.items()]
    return Measured(lines, {tokens: cut for tokens, cut in main.items() if cut is not None}, left_out)


def _frame(hierarchy: Hierarchy, noise: np.random.Generator) -> tuple[_Frame, str]:
    classes = {cut: purity.cut_classes(hierarchy, cut) for cut in purity.cut_depths(hierarchy)}
    try:
        ranked = pairs.random_pairs(hierarchy, noise, sample=SAMPLES["ranked"])
        triples = pairs.random_triples(hierarchy, noise, sample=SAMPLES["triples"])
    except TooLargeError as error:
        names = ", ".join(name for name in DEFINITIONS if name not in (PURITY, INFORMATION))
        return _Frame(hierarchy, classes, None, None), f"{names}: {error}"
    return _Frame(hierarchy, classes, ranked, triples), ""


def _values(
    codes: NDArray[np.integer], frame: _Frame, noise: np.random.Generator, *, intervals: bool
) -> Iterator[tuple[Key, Value]]:
    if frame.ranked is not None and frame.triples is not None:
        yield from _f1(codes, frame.hierarchy, noise if intervals else None)
        yield from _likeness(codes, frame.hierarchy, noise)
        yield from _orders(codes, frame.ranked, frame.triples, noise if intervals else None)
    yield from _partitions(codes, frame.classes, noise if intervals else None)


def _f1(
    codes: NDArray[np.integer], hierarchy: Hierarchy, noise: np.random.Generator | None
) -> Iterator[tuple[Key, Value]]:
    tree = code_tree(codes, hierarchy.names)
    best, sizes = best_f1(overlaps(tree, hierarchy)), tree.sizes
    for tokens in range(1, tree.levels + 1):
        nodes = np.flatnonzero(tree.lengths == tokens)

        def mean(kept: Ints, nodes: Ints = nodes) -> float:
            return float(np.average(best[nodes[kept]], weights=sizes[nodes[kept]]))

        value = mean(np.arange(len(nodes)))
        interval = jackknife(mean, value, len(nodes), noise) if noise else None
        yield Key(F1, tokens), Value(value, interval, len(nodes))


def _likeness(
    codes: NDArray[np.integer], hierarchy: Hierarchy, noise: np.random.Generator
) -> Iterator[tuple[Key, Value]]:
    for tokens in range(1, codes.shape[1] + 1):
        found = pairs.likeness(codes, hierarchy, tokens, noise, sample=SAMPLES["pairs"])
        for name, values in ((WUP, found.wup), (PATH, found.path)):
            yield Key(name, tokens), _mean(values, found.pairs)


def _mean(values: NDArray[np.float64], total: int) -> Value:
    if not len(values):
        return Value(None)
    mean = float(values.mean())
    half = normal_half(values)
    interval = None if half is None else Interval(mean - half, mean + half)
    return Value(mean, interval, len(values), len(values) < total)


def _orders(
    codes: NDArray[np.integer], ranked: pairs.Pairs, triples: pairs.Triples, noise: np.random.Generator | None
) -> Iterator[tuple[Key, Value]]:
    by_codes, by_hierarchy = pairs.order_by_codes(codes, triples.nodes), triples.aside
    ordered = np.flatnonzero((by_codes >= 0) & (by_hierarchy >= 0))
    by_codes, by_hierarchy = by_codes[ordered], by_hierarchy[ordered]
    value = pairs.triplet_agreement(by_codes, by_hierarchy)
    alike: NDArray[np.float64] = (by_codes == by_hierarchy).astype(np.float64)
    yield Key(TRIPLETS), _mean(alike, len(alike) + 1) if value is not None else Value(None)
    joined = np.flatnonzero(ranked.links >= 0)
    shared, links = pairs.shared_tokens(codes, ranked.a[joined], ranked.b[joined]), ranked.links[joined]
    value = pairs.rank_correlation(shared, links)

    def correlation(kept: Ints) -> float | None:
        return pairs.rank_correlation(shared[kept], links[kept])

    interval = jackknife(correlation, value, len(shared), noise) if noise and value is not None else None
    yield Key(RANKS), Value(value, interval, len(shared), len(ranked.a) == SAMPLES["ranked"])


def _partitions(
    codes: NDArray[np.integer], classes: Mapping[int, Ints], noise: np.random.Generator | None
) -> Iterator[tuple[Key, Value]]:
    prefixes, size = purity.prefix_classes(codes), len(codes)
    for cut, labels in classes.items():

        def purity_of(kept: Ints, labels: Ints = labels) -> float | None:
            return purity.dendrogram_purity(purity.prefix_classes(codes[kept]), labels[kept])

        value = purity.dendrogram_purity(prefixes, labels)
        interval = jackknife(purity_of, value, size, noise) if noise and value is not None else None
        yield Key(PURITY, cut=cut), Value(value, interval, size)
        for tokens in range(1, codes.shape[1] + 1):

            def information(kept: Ints, tokens: int = tokens, labels: Ints = labels) -> float:
                return purity.adjusted_information(prefixes[tokens][kept], labels[kept])

            value = information(np.arange(size))
            interval = jackknife(information, value, size, noise) if noise else None
            yield Key(INFORMATION, tokens, cut), Value(value, interval, size)


def _line(key: Key, one: Value, shuffles: list[float]) -> Measure:
    low, high = one.interval or (None, None)
    control = middle(shuffles) if shuffles else None
    return Measure(
        name=key.name,
        tokens=key.tokens,
        cut=key.cut,
        value=one.value,
        low=low,
        high=high,
        shuffled=float(np.mean(shuffles)) if shuffles else None,
        shuffled_low=control.low if control else None,
        shuffled_high=control.high if control else None,
        count=one.of,
        sampled=one.sampled,
    )
