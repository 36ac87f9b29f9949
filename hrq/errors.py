"""Every error a user can meet. The text says what arrived, what is allowed and what to do.

A view shows the text as it is; the command line prints it on one line and leaves with `exit_code`
(1: could not be done, 2: what was asked for makes no sense).
"""

import difflib
from collections.abc import Iterable, Sequence
from pathlib import Path

MOST_NEAREST = 3
MOST_SHOWN = 120  # characters of a name that an error quotes


def nearest_names(name: str, known: Iterable[str], *, most: int = MOST_NEAREST) -> list[str]:
    """The known names that look most like `name`, best first; containing it counts as looking like it."""
    pool = list(known)
    folded = {candidate.casefold(): candidate for candidate in pool}
    close = [folded[hit] for hit in difflib.get_close_matches(name.casefold(), folded, n=most, cutoff=0.5)]
    holding = [candidate for candidate in pool if name and name.casefold() in candidate.casefold()]
    return list(dict.fromkeys(close + holding))[:most]


def clipped(text: str, most: int = MOST_SHOWN) -> str:
    """A text with its middle left out where it is long."""
    half = most // 2
    return text if len(text) <= most else f"{text[:half]} … {text[-half:]}"


def shown(text: str) -> str:
    """A name or a piece of a file as an error quotes it: short, in quotation marks, nothing invisible."""
    return repr(clipped(text))


class HrqError(Exception):
    """Base of all errors raised on purpose: something could not be done."""

    exit_code = 1


class UsageError(HrqError):
    """What was asked for cannot be meant: the request has to change, not the machine."""

    exit_code = 2


class UnknownNameError(UsageError):
    """A name that is not on its list, answered with the nearest ones that are; `ranked` ones are given as they come."""

    def __init__(self, kind: str, name: str, known: Iterable[str], *, remedy: str = "", ranked: bool = False) -> None:
        pool = list(known)
        near = pool[:MOST_NEAREST] if ranked else nearest_names(name, pool) or (pool if len(pool) <= 8 else [])
        hint = f" Nearest: {', '.join(near)}." if near else ""
        super().__init__(f"There is no {kind} named {name!r}.{hint}{' ' + remedy if remedy else ''}")
        self.nearest = near


class CurvatureError(UsageError, ValueError):
    """The curvature does not describe a ball or a plane."""

    def __init__(self, c: float) -> None:
        super().__init__(
            f"The curvature c must be 0 (Euclidean) or a positive finite number, got {c}. "
            "For the ball of sectional curvature -1 pass c = 1, not -1."
        )


class DtypeError(UsageError, TypeError):
    """A number format without a safety margin at the rim."""

    def __init__(self, dtype: object, allowed: Iterable[object]) -> None:
        names = ", ".join(str(one) for one in allowed)
        super().__init__(f"The dtype must be one of {names}, got {dtype}. Call .float() or .double() first.")


class ShapeError(UsageError, ValueError):
    """An array of the wrong shape: says what arrived and what was expected."""

    def __init__(self, what: str, got: object, expected: str) -> None:
        super().__init__(f"{what} must have shape {expected}, got {got}.")


class SettingError(UsageError, ValueError):
    """A setting outside its bounds."""

    def __init__(self, setting: str, got: object, allowed: str) -> None:
        super().__init__(f"{setting} must be {allowed}, got {got}.")


class PrefixError(UnknownNameError):
    """A text that is no prefix of codes, or none that codes of these sizes can have."""

    def __init__(self, text: str, sizes: Sequence[int] = ()) -> None:
        bounds = ", ".join(f"{size:,}" for size in sizes)
        allowed = f"one to {len(sizes)} numbers joined by hyphens" if len(sizes) > 1 else "one number"
        wrong = f"is a prefix which this run cannot have: {allowed}, each below {bounds}"
        sentence = wrong if sizes else "is no prefix: numbers joined by hyphens, such as 12-4"
        UsageError.__init__(self, f"{text!r} {sentence}.")
        self.nearest = []


class FileFormatError(UsageError):
    """A file given for reading that is not what it should be: names the file, what it is and what was expected."""

    def __init__(self, file: object, what: str, expected: str) -> None:
        super().__init__(f"{file} {what}. {expected}")


class RowsError(UsageError, ValueError):
    """Rows of a table that cannot be used: the numbers of the first, and how many there are."""

    def __init__(self, file: object, first: Sequence[int], count: int, must: str, got: str) -> None:
        listed = [str(row) for row in first]
        if count > len(first):
            listed.append(f"{count - len(first):,} more")
        rows = listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}"
        super().__init__(
            f"Row{'s' if count > 1 else ''} {rows} of {file} must be {must}, got {got}. "
            "Rows are counted from 0; repair them or leave them out."
        )


class HierarchyError(UsageError):
    """A hierarchy that is not a directed acyclic graph of named nodes."""


class TooLargeError(HrqError):
    """More than the machine should be asked to hold at once."""


class AssetError(HrqError):
    """A file that ships with hrq is missing or was changed; `remedy` says how to get it back."""

    def __init__(self, path: Path, what: str, *, remedy: str) -> None:
        super().__init__(f"{path} {what}. {remedy} (HRQ_ASSETS names the assets folder if it lies elsewhere.)")


class BrokenRunError(HrqError):
    """A run folder that cannot be trusted: names the file, what is wrong with it and the way out."""

    def __init__(self, path: Path, what: str, *, remedy: str = "") -> None:
        way_out = remedy or "Copy the run again from where it came, or train it again with `python -m hrq train`."
        super().__init__(f"{path} {what}. {way_out}")


class AbsentPartError(HrqError):
    """A run that came without its points, codebooks or hierarchy, asked for them."""

    def __init__(self, run: str, part: str, option: str) -> None:
        super().__init__(
            f"The run {run} has no {part}: its codes came without, so what needs them cannot be shown. "
            f"To add them, import the codes again with {option}."
        )
        self.part = part


class DivergedError(HrqError):
    """Training left the range of numbers."""

    def __init__(self, step: int, rate: float, checkpoint: bool) -> None:
        kept = (
            "The last checkpoint is kept: --resume goes on from it." if checkpoint else "There was no checkpoint yet."
        )
        super().__init__(
            f"The loss stopped being a number near step {step:,}. {kept} Try again with a smaller --learning-rate "
            f"(now {rate:g}), a smaller --radius-cap or --dtype float64."
        )


class CannotWriteError(HrqError):
    """A file or folder that could not be written; nothing half-written is left behind."""

    def __init__(self, path: Path, reason: str, *, remedy: str = "Free some space or choose another place.") -> None:
        super().__init__(f"{path} could not be written: {reason}. Nothing was left behind. {remedy}")
