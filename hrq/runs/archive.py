"""A run as one zip, out and in. What comes in is checked member by member before anything is written.

Only the files of a run are taken, under their plain names: no path that leaves the folder, no link, nothing encrypted,
nothing that is larger than it said or than is allowed. Nothing is executed or unpickled; the run must then open.
"""

import io
import shutil
import stat
import uuid
import zipfile
import zlib
from pathlib import PurePosixPath

from hrq.data.read.files import MEGABYTE, most_bytes
from hrq.data.sources.by_name import is_own
from hrq.data.sources.stored import HIERARCHY, kept_hierarchy, write_hierarchy
from hrq.errors import HrqError, UsageError
from hrq.jobs.atomic import cannot_write, make_folder
from hrq.jobs.places import runs_folder
from hrq.runs import files
from hrq.runs.own_runs import NOTE, check_name, check_room, free_name
from hrq.runs.registry import RunSummary
from hrq.runs.run import Run, open_run

TAKEN = (*files.HASHED, files.MANIFEST, HIERARCHY, NOTE)
LARGER = 10  # times the size of an upload: what all members may be unpacked
WRITTEN_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same run gives the same zip
PIECE = 1 << 20
BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, ValueError, RuntimeError, zlib.error)


def export_run(summary: RunSummary) -> bytes:
    """A whole run as a zip, with the hierarchy that it carries."""
    run = open_run(summary.folder, summary.name)
    if run.has_hierarchy and is_own(run.config.hierarchy) and not (run.folder / HIERARCHY).is_file():
        write_hierarchy(run.folder / HIERARCHY, run.whole_hierarchy)  # made before runs carried theirs
    content = {name: (summary.folder / name).read_bytes() for name in (*files.HASHED, files.MANIFEST)}
    for name in (HIERARCHY, NOTE):
        if (summary.folder / name).is_file():
            content[name] = (summary.folder / name).read_bytes()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, one in content.items():
            archive.writestr(zipfile.ZipInfo(f"{summary.name}/{name}", WRITTEN_LONG_AGO), one, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def import_run(content: bytes, name: str | None = None) -> str:
    """Make an own run of a zip. Returns its name: the one asked for, else a free one like the zip's folder.

    Raises HrqError, and leaves nothing behind, where anything about the zip is not as it should be.
    """
    check_room()
    found, folder_name = _checked(content)
    name = check_name(name) if name else free_name(folder_name)
    stage = make_folder(runs_folder()) / f".new-{uuid.uuid4().hex}"
    try:
        stage.mkdir()
        for member, one in found.items():
            (stage / member).write_bytes(one)
        run = open_run(stage, name)
        _check_hierarchy(run)
        stage.rename(runs_folder() / name)
    except HrqError as error:
        raise UsageError(f"The zip holds no run that opens: {str(error).replace(str(stage), name)}") from error
    except OSError as error:
        raise cannot_write(runs_folder() / name, error) from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return name


def _check_hierarchy(run: Run) -> None:
    """A hierarchy of somebody's own comes along and fits: no path that a zip names is ever opened."""
    if (run.folder / HIERARCHY).is_file():
        if kept_hierarchy(run.folder, run.config.hierarchy_hash) is None:
            raise UsageError(f"its {HIERARCHY} is damaged, or not the hierarchy that the run was made with.")
        _ = run.hierarchy
    elif run.has_hierarchy and is_own(run.config.hierarchy):
        raise UsageError(
            f"its hierarchy {run.config.hierarchy} did not come along as {HIERARCHY}. Export it again where it came "
            "from."
        )


def _checked(content: bytes) -> tuple[dict[str, bytes], str]:
    """The members by plain name, and the name of the folder that they lay in."""
    if len(content) > most_bytes():
        most = most_bytes() / MEGABYTE
        raise UsageError(f"The zip is too large: {len(content) / MEGABYTE:,.0f} MB where {most:,.0f} MB are allowed.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _members(archive)
    except UsageError:
        raise
    except BROKEN as error:
        raise UsageError(f"This is not a whole zip of a run ({error}). Export it again where it came from.") from error
    except OSError as error:
        raise UsageError("This is not a whole zip of a run. Export it again where it came from.") from error


def _members(archive: zipfile.ZipFile) -> tuple[dict[str, bytes], str]:
    found: dict[str, bytes] = {}
    folder, left = "", LARGER * most_bytes()
    for member in archive.infolist():
        if member.is_dir():
            continue
        own, plain = _place(member)
        if plain in found or (found and own != folder):
            raise UsageError(f"The zip holds {member.filename!r} beside other runs or twice. Export one run at a time.")
        folder = own
        found[plain] = _read(archive, member, left)
        left -= len(found[plain])
    missing = [name for name in (*files.HASHED, files.MANIFEST) if name not in found]
    if missing:
        raise UsageError(f"The zip holds no run: {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing.")
    return found, folder or "imported"


def _place(member: zipfile.ZipInfo) -> tuple[str, str]:
    """The folder and the plain name of a member; raises UsageError where it is not a file of a run."""
    name = member.filename
    parts = PurePosixPath(name).parts
    leaves = name.startswith("/") or ".." in parts or any(sign in name for sign in "\\:\0")
    if leaves or len(parts) not in (1, 2):
        raise UsageError(f"The zip wants to write to {name!r}, outside of the run's folder. It was not opened.")
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise UsageError(f"The zip holds {name!r}, which is a link or no file at all. It was not opened.")
    if member.flag_bits & 1:
        raise UsageError("The zip is encrypted. Export it again without a password.")
    if parts[-1] not in TAKEN:
        raise UsageError(f"The zip holds {name!r}, which belongs to no run. Allowed are {', '.join(TAKEN)}.")
    return (parts[0] if len(parts) == 2 else ""), parts[-1]


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> bytes:
    """A member's content, never more than is left, whatever the zip says about it."""
    pieces, size = [], 0
    with archive.open(member) as stream:
        while piece := stream.read(PIECE):
            size += len(piece)
            if size > left:
                most = LARGER * most_bytes() / MEGABYTE
                raise UsageError(f"The zip unpacks to more than {most:,.0f} MB, which is not allowed.")
            pieces.append(piece)
    return b"".join(pieces)
