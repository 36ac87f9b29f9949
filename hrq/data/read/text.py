"""Text from files of people: in whatever encoding it was saved, whatever separates its cells."""

import csv
import io
from collections import Counter
from itertools import islice
from typing import NamedTuple

from hrq.errors import HierarchyError, HrqError

BINARY = {  # how files begin that people take for text
    b"PK\x03\x04": "is a zip or a spreadsheet, not text. Save the sheet as CSV",
    b"\xd0\xcf\x11\xe0": "is an Excel workbook, not text. Save the sheet as CSV",
    b"\x1f\x8b": "is compressed, not text. Unpack it",
    b"%PDF": "is a PDF, not text. Save the table as CSV",
    b"PAR1": "is a Parquet file, not text. Give it the ending .parquet",
    b"\x93NUMPY": "is a NumPy array, not text. Give it the ending .npy",
}
CONTROLS = bytes([*range(9), 11, *range(14, 27), *range(28, 32)])  # what text has no use for
SEPARATORS = (",", "\t", ";", "|")
NO_SEPARATOR = "\x1f"  # of one column: then no comma in a cell can part it
WESTERN = "Windows-1252"
CALLED = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
LOOKED_AT = 200  # lines that a separator is found from


class Text(NamedTuple):
    """What a file says, and how it was encoded."""

    text: str
    encoding: str


def decoded(name: str, content: bytes) -> Text:
    """Bytes as text: what the byte order mark says, else UTF-8, else the Western encoding of older programs.

    >>> decoded("a.csv", "Vögel".encode("cp1252"))
    Text(text='Vögel', encoding='Windows-1252')
    >>> decoded("a.csv", "Vögel".encode("utf-16"))
    Text(text='Vögel', encoding='UTF-16')
    """
    for start, what in BINARY.items():
        if content.startswith(start):
            raise HierarchyError(f"{name} {what}.")
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if content.startswith(mark):
            return Text(_strict(name, content, encoding), CALLED[encoding])
    if (silent := _silent_utf16(content)) is not None:
        return Text(_strict(name, content, silent), CALLED[silent])
    broken = next((i for i, byte in enumerate(content) if byte in CONTROLS), -1) if _has_controls(content) else -1
    if broken >= 0:
        raise _not_text(name, content, broken)
    try:
        return Text(content.decode("utf-8"), CALLED["utf-8"])
    except UnicodeDecodeError as error:
        _check_not_mixed(name, content)
        try:
            return Text(content.decode("cp1252"), WESTERN)
        except UnicodeDecodeError:
            raise _not_text(name, content, error.start) from error


def lines_of(text: str) -> list[str]:
    """The lines of a text with their ends, by what ends a line in files; other signs may stand in the middle of one.

    >>> lines_of("child,parent\\r\\ndog,animal")
    ['child,parent\\r\\n', 'dog,animal']
    """
    return io.StringIO(text, newline="").readlines()


def _check_not_mixed(name: str, content: bytes) -> None:
    """Refuse what is UTF-8 in some lines and something else in others, as when files were pasted together."""
    broken, whole = 0, 0
    for number, line in enumerate(content.split(b"\n"), 1):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            whole = whole or number
        except UnicodeDecodeError:
            broken = broken or number
        if broken and whole:
            raise HierarchyError(
                f"{name} mixes encodings: line {whole} is UTF-8, and line {broken} is not. Save all of it as UTF-8."
            )


def separator_of(text: str) -> str:
    """What separates the cells: of comma, tabulator, semicolon and bar the one that splits most lines alike.

    The first line decides among equals: a header seldom holds a separator that does not separate.

    >>> separator_of("child;parent\\ndog;animal\\n")
    ';'
    """
    lines = [line for line in islice(io.StringIO(text, newline=""), LOOKED_AT) if line.strip()]
    if lines and not any(mark in lines[0] for mark in SEPARATORS):
        return NO_SEPARATOR
    best, most = ",", (0.0, 0)
    for mark in SEPARATORS:
        try:
            counts = [len(cells) for cells in csv.reader(lines, delimiter=mark)]
        except csv.Error:
            continue
        if counts and counts[0] > 1:
            alike = Counter(counts)[counts[0]] / len(counts)
            if (alike, counts[0]) > most:
                best, most = mark, (alike, counts[0])
    return best


def _silent_utf16(content: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of Western text is zero, and none of the others."""
    start = content[: LOOKED_AT * 2]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if len(start) >= 8 and not even and odd > len(start) // 3:
        return "utf-16-le"
    return "utf-16-be" if len(start) >= 8 and not odd and even > len(start) // 3 else None


def _has_controls(content: bytes) -> bool:
    return len(content.translate(None, CONTROLS)) != len(content)


def _strict(name: str, content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise _not_text(name, content, error.start) from error
    if "\0" in text:
        raise _not_text(name, content, content.find(b"\0"))
    return text


def _not_text(name: str, content: bytes, place: int) -> HrqError:
    line = content.count(b"\n", 0, place) + 1
    return HierarchyError(f"{name}, line {line}: this is not text in UTF-8. Save the table as CSV in UTF-8.")
