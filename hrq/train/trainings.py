"""Trainings that the app starts: each is `python -m hrq train` as a process of its own, and a folder."""

import json
from pathlib import Path
from typing import Any

from hrq.errors import BrokenRunError, HrqError, UsageError
from hrq.jobs.launch import JOB, activity, launch
from hrq.jobs.places import runs_folder
from hrq.models import Settings, files
from hrq.models.own_runs import check_name, check_room
from hrq.models.run import read_config
from hrq.train.options import OPTIONS, words_of

CHECKPOINT_SECONDS = "15"  # what a killed training loses at most


def start(name: str, given: dict[str, Any]) -> Path:
    """Begin a training with the settings that were `given`; the others come from the preset. Returns its folder."""
    name = check_name(name)
    check_room()
    folder = runs_folder().resolve() / name
    launch(folder, [*_words(given, folder)], {"given": given})
    return folder


def resume(folder: Path) -> None:
    """Go on with a training that was stopped or died, with the settings that it was begun with."""
    if activity(folder).lives:
        raise HrqError(f"{folder.name} is running already.")
    if (folder / files.CONFIG).is_file():
        settings = read_config(folder / files.CONFIG).model_dump(include=set(Settings.model_fields))
        launch(folder, [*_words(settings, folder), "--resume"], _job(folder))
    else:  # it never came so far as to begin
        launch(folder, _words(given(folder), folder), _job(folder))


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
    if config.origin != "trained":
        raise UsageError(f"{folder.name} was not trained here: its codes were {config.origin}.")
    return config.model_dump(include=set(Settings.model_fields))


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
    return ["train", *words_of(settings), "--out", str(folder), "--checkpoint-seconds", CHECKPOINT_SECONDS]


def _job(folder: Path) -> dict[str, Any]:
    try:
        return files.read_json(folder / JOB)
    except BrokenRunError:
        return {}
