"""A file on its way in: its name and what it holds, whether it lies on a disk or was uploaded a moment ago.

Every reader takes a `File`, or the path of one. Nothing larger than a user's file may be is ever held.
"""

import mmap
import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePath

from hrq.data.read.text import Text, decoded
from hrq.errors import FileFormatError, HierarchyError, SettingError

MEGABYTE = 1_000_000
MAPPED = (".npy",)  # endings of files that are read through a memory map, so that a large one is held once
Content = bytes | memoryview | mmap.mmap


@dataclass(frozen=True, eq=False)
class File:
    """A name, for errors and for its ending, and what the file holds; its text is decoded once.

    >>> file = File("animals.csv", b"child,parent\\ndog,animal\\n")
    >>> file.stem, file.ending, file.text.encoding
    ('animals', '.csv', 'UTF-8')
    >>> print(f"{file} cannot be read.")
    animals.csv cannot be read.
    """

    name: str
    content: Content = field(repr=False)

    def __str__(self) -> str:
        return self.name

    @property
    def stem(self) -> str:
        """The name without folders and ending: what a hierarchy is called that has no name of its own."""
        return PurePath(self.name).stem

    @property
    def ending(self) -> str:
        """The ending of the name in small letters, such as `.csv`; empty where it has none."""
        return ending_of(self)

    @cached_property
    def text(self) -> Text:
        """What the file says. Raises HierarchyError where it is not text, with the line where it ceases to be."""
        return decoded(self.name, bytes(self.content))


Source = File | Path


def opened(source: Source, expected: str = "") -> File:
    """A file with its content: itself, or what lies at a path. Raises HierarchyError, which says why it is not read.

    Where `expected` says what the file should be, one that is absent or empty is told so as FileFormatError.

    >>> opened(File("codes.csv", b""), "Expected codes.")
    Traceback (most recent call last):
    hrq.errors.FileFormatError: codes.csv is empty. Expected codes.
    """
    if expected:
        _check_holds_something(source, expected)
    if isinstance(source, File):
        check_size(source.name, len(source.content))
        return source
    return File(str(source), _content(source))


def ending_of(source: Source) -> str:
    """The ending of a file's name in small letters, without a look inside.

    >>> ending_of(Path("data/Animals.GraphML"))
    '.graphml'
    """
    return PurePath(str(source)).suffix.lower()


def most_bytes() -> int:
    """How large a file of a user's may be: `HRQ_MOST_MB` megabytes, 200 if it is not set.

    >>> from unittest.mock import patch
    >>> with patch.dict(os.environ, HRQ_MOST_MB="0.5"):
    ...     most_bytes()
    500000
    """
    given = os.environ.get("HRQ_MOST_MB", "200")
    try:
        size = float(given)
    except ValueError:
        raise SettingError("HRQ_MOST_MB", repr(given), "a number of megabytes such as 200") from None
    return int(size * MEGABYTE)


def check_size(name: str, size: int) -> None:
    """Raise HierarchyError where a file is larger than a user's may be.

    >>> check_size("animals.csv", 6_000_000)
    >>> check_size("animals.csv", 6_000_000_000)
    Traceback (most recent call last):
    hrq.errors.HierarchyError: animals.csv is too large: 6,000 MB where at most 200 MB are read. Leave out columns ...
    """
    if size > most_bytes():
        raise HierarchyError(
            f"{name} is too large: {size / MEGABYTE:,.0f} MB where at most {most_bytes() / MEGABYTE:,.0f} MB are read. "
            "Leave out columns that are not needed, or set HRQ_MOST_MB to a higher limit."
        )


def _check_holds_something(source: Source, expected: str) -> None:
    if isinstance(source, Path) and not source.is_file():
        raise FileFormatError(source, "is not a file" if source.exists() else "does not exist", expected)
    if not (len(source.content) if isinstance(source, File) else source.stat().st_size):
        raise FileFormatError(source, "is empty", expected)


def _content(path: Path) -> Content:
    """What lies at a path, never more than may be read, whatever kind of file it is."""
    try:
        check_size(str(path), path.stat().st_size)
        with path.open("rb") as stream:
            if ending_of(path) in MAPPED and path.stat().st_size:
                return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
            content = stream.read(most_bytes() + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise HierarchyError(f"{path} cannot be read: {reason}. Name a file that you may read.") from error
    check_size(str(path), len(content))  # a device has no size before it is read
    return content
