"""Trainings that the app starts: each is `python -m hrq train`, or `fit`, as a process of its own, and a folder."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from hrq.data.sources.by_name import is_own, load_hierarchy
from hrq.data.sources.shelf import MINE, put_on_shelf
from hrq.data.sources.stored import kept_hierarchy
from hrq.errors import BrokenRunError, HrqError, UsageError
from hrq.jobs.atomic import cannot_write, make_folder
from hrq.jobs.launch import JOB, activity, launch
from hrq.jobs.places import runs_folder
from hrq.runs import Settings, files
from hrq.runs.config import read_config
from hrq.runs.own_runs import check_name, check_room
from hrq.train.settings.fit_options import TAKEN, fit_settings
from hrq.train.settings.options import OPTIONS, words_of
from hrq.train.vectors.shelf import Source, look, source_of, sweep
from hrq.train.vectors.source import GLOSSES

CHECKPOINT_SECONDS = "15"  # what a killed training loses at most


def start(name: str, given: dict[str, Any]) -> Path:
    """Begin a training with the settings that were `given`; the others come from the preset. Returns its folder."""
    check_room()
    folder = _claimed(check_name(name))
    launch(folder, [*_words(given, folder)], {"given": given})
    return folder


def start_fit(name: str, source: Source, given: dict[str, Any]) -> Path:
    """Begin a fit to vectors. Raises HrqError before anything is started."""
    name = check_name(name)
    check_room()
    fit_settings(given)
    sweep()
    if not source.points.startswith(GLOSSES):
        look(source)
    folder = _claimed(name)
    launch(folder, _fit_words(source, given, folder), {"given": given, "kind": "fit", "source": asdict(source)})
    return folder


def _claimed(name: str) -> Path:
    """A new folder of that name, made by nobody else at the same moment."""
    folder = make_folder(runs_folder()).resolve() / name
    try:
        folder.mkdir()
    except FileExistsError as error:
        raise UsageError(f"There is a run named {name!r} already. Choose another name.") from error
    except OSError as error:
        raise cannot_write(folder, error) from error
    return folder


def is_fit(folder: Path) -> bool:
    """Whether what goes on in a folder is a fit to vectors."""
    return _job(folder).get("kind") == "fit" or _origin(folder) == "fitted"


def _origin(folder: Path) -> str:
    try:
        return str(files.read_json(folder / files.CONFIG).get("origin", ""))
    except BrokenRunError:
        return ""


def resume(folder: Path) -> None:
    """Go on with a training or a fit that was stopped or died, with the settings that it was begun with."""
    if activity(folder).lives:
        raise HrqError(f"{folder.name} is running already.")
    begun = (folder / files.CONFIG).is_file()  # else it never came so far
    fitted = is_fit(folder)
    names = set(TAKEN if fitted else Settings.model_fields)
    settings = read_config(folder / files.CONFIG).model_dump(include=names) if begun else given(folder)
    words = _fit_words(source_of(folder), settings, folder) if fitted else _words(settings, folder)
    launch(folder, [*words, "--resume"] if begun else words, _job(folder))


def can_resume(folder: Path) -> bool:
    """Whether there is something to go on with, or to begin anew."""
    return (folder / files.CHECKPOINT).is_file() or not (folder / files.MANIFEST).is_file()


def given(folder: Path) -> dict[str, Any]:
    """The settings that a training was begun with: those that were named, or all where nobody noted which."""
    named = _job(folder).get("given")
    if isinstance(named, dict):
        return {
            key: tuple(value) if isinstance(value, list) else value for key, value in named.items() if key in OPTIONS
        }
    config = read_config(folder / files.CONFIG)
    if config.origin == "imported":
        raise UsageError(f"{folder.name} was not trained here: its codes were {config.origin}.")
    return config.model_dump(include=set(TAKEN if config.origin == "fitted" else Settings.model_fields))


def to_repeat(folder: Path) -> dict[str, Any]:
    """The settings to train once more with; a hierarchy that is gone is put on the shelf again from the run's copy."""
    settings = given(folder)
    spec = str(settings.get("hierarchy", ""))
    if not is_own(spec) or not (folder / files.CONFIG).is_file():
        return settings
    copy = kept_hierarchy(folder, read_config(folder / files.CONFIG).hierarchy_hash)
    if copy is None or (spec.startswith(f"{MINE}:") and _loads(spec, copy.content_hash)):
        return settings
    return settings | {"hierarchy": put_on_shelf(copy, copy.title or folder.name)}


def _loads(spec: str, content_hash: str) -> bool:
    try:
        return load_hierarchy(spec).content_hash == content_hash
    except HrqError:
        return False


def checkpoint_step(folder: Path) -> int | None:
    """The step of the last checkpoint, read from its header alone; None where there is none."""
    try:
        with (folder / files.CHECKPOINT).open("rb") as stream:
            length = int.from_bytes(stream.read(8), "little")
            header = json.loads(stream.read(min(length, 1 << 24)))
        return int(json.loads(header["__metadata__"]["facts"])["step"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _words(settings: dict[str, Any], folder: Path) -> list[str]:
    return ["train", *words_of(settings), *_ends(folder)]


def _fit_words(source: Source, settings: dict[str, Any], folder: Path) -> list[str]:
    return ["fit", *source.words(), *words_of(settings), *_ends(folder)]


def _ends(folder: Path) -> list[str]:
    return ["--out", str(folder), "--checkpoint-seconds", CHECKPOINT_SECONDS]


def _job(folder: Path) -> dict[str, Any]:
    try:
        return files.read_json(folder / JOB)
    except BrokenRunError:
        return {}
