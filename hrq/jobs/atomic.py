"""Files that appear whole or not at all: written under a temporary name, flushed to the disk, renamed."""

import errno
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from hrq.errors import CannotWriteError

REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "it would be larger than a file may be there",
    errno.EACCES: "you may not write there",
    errno.EPERM: "you may not write there",
    errno.EROFS: "the disk is read-only",
    errno.ENOTDIR: "a part of its path is a file, not a folder",
    errno.EISDIR: "a folder of that name is in the way",
    errno.EEXIST: "a file of that name is in the way",
    errno.ENAMETOOLONG: "the name is too long",
    errno.ENOLCK: "the disk there has no locks",
    errno.EOPNOTSUPP: "the disk there has no locks",
}
REMEDIES = {
    errno.ENOSPC: "Free some space, or choose a place on another disk.",
    errno.EDQUOT: "Free some space, or choose a place on another disk.",
}


def cannot_write(path: Path, error: OSError) -> CannotWriteError:
    """The operating system's refusal as a sentence for people."""
    reason = REASONS.get(error.errno or 0, (error.strerror or str(error)).lower())
    return CannotWriteError(path, reason, remedy=REMEDIES.get(error.errno or 0, "Choose another place."))


def make_folder(path: Path) -> Path:
    """Make a folder and its parents; a refusal is one sentence."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(path, error) from error
    return path


@contextmanager
def write_atomically(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside `path`; when the block ends well, it becomes `path`, else it is removed.

    The temporary file lies in the same folder, so that the rename is atomic, and is flushed to the disk first,
    so that a power cut leaves the old file or the new one. Raises CannotWriteError where the system refuses.
    """
    make_folder(path.parent)
    temporary: Path | None = None
    try:
        fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
        handle = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)  # less what the umask takes from it
        temporary, mode = fresh, os.fstat(handle).st_mode
        os.close(handle)
        yield temporary
        _flush(temporary)
        temporary.chmod(mode & 0o777)  # safetensors puts another file there, which only its owner can read
        temporary.replace(path)
        _flush(path.parent)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


@contextmanager
def write_together(folder: Path, order: Sequence[str]) -> Iterator[Path]:
    """Yield a temporary folder; the files of these names that the block leaves there then replace those of `folder`.

    Everything is written and flushed before the first is renamed, so that a full disk or a crash before that leaves
    all old files; the last of `order` is renamed last. Raises CannotWriteError where the system refuses.
    """
    make_folder(folder)
    stage: Path | None = None
    try:
        stage = Path(tempfile.mkdtemp(prefix=".new.", dir=folder))
        yield stage
        for name in order:
            (stage / name).replace(folder / name)
        _flush(folder)
    except OSError as error:
        raise cannot_write(folder, error) from error
    finally:
        if stage is not None:
            shutil.rmtree(stage, ignore_errors=True)


def write_bytes(path: Path, content: bytes | memoryview) -> None:
    """Write a whole file atomically."""
    with write_atomically(path) as temporary:
        temporary.write_bytes(content)


def write_text(path: Path, content: str) -> None:
    """Write a whole text file atomically, as UTF-8."""
    write_bytes(path, content.encode("utf-8"))


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
