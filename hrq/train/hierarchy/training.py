"""One training from start to end, or from where it was stopped: what `python -m hrq train` does."""

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import torch

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.splits import Split, split_pairs
from hrq.data.sources.by_name import is_file, load_hierarchy
from hrq.data.sources.stored import HIERARCHY, kept_hierarchy, write_hierarchy
from hrq.errors import CannotWriteError, HierarchyError, HrqError, TooLargeError, UsageError
from hrq.jobs.atomic import write_text
from hrq.jobs.device import choose_device, limited_threads
from hrq.jobs.lock import only_one
from hrq.jobs.memory import memory_told
from hrq.jobs.progress import Recorder, Report, silent
from hrq.jobs.stopping import forget_stale, stoppable
from hrq.runs import Settings, files, record
from hrq.runs.config import read_config
from hrq.runs.files import CHECKPOINT
from hrq.runs.hierarchies import carries
from hrq.train.engine.folder import Outcome, begun_in, check_same_settings, clear, finished_before, tidy
from hrq.train.engine.group import Group, joined, own_device, own_threads
from hrq.train.engine.pairs import Pairs, make_pairs
from hrq.train.engine.plan import Plan
from hrq.train.engine.state import TrainingState, load_checkpoint, new_state, save_checkpoint
from hrq.train.engine.table import start_vectors
from hrq.train.hierarchy.step import train_to_the_end
from hrq.train.outcome.trained import finish
from hrq.train.settings.presets import SMALL, with_preset

REMEDY = (  # a checkpoint of before is still there
    "Take smaller --batch or --negatives, fewer --codewords or --dimension, or a machine with more; "
    "--resume goes on from the last checkpoint where there is one."
)


def train(
    given: dict[str, Any],
    out: Path,
    *,
    resume: bool = False,
    device: str = "auto",
    threads: int | None = None,
    checkpoint_seconds: float = 60.0,
    report: Report = silent,
) -> Outcome:
    """Train with the settings that were `given` (the others come from the preset) and leave a run in `out`.

    Ctrl-C, SIGTERM or a file named `stop` in the folder end the training between two steps; what was reached is
    fitted, measured and saved as a run of state `stopped`, beside a checkpoint from which `resume` goes on.
    `threads` is one for a small hierarchy, where more only wait for each other, and else every core; the same seed
    gives the same codes with the same number. Under torchrun the processes share each batch (see `group`).
    """
    where = own_device(choose_device(device))
    hierarchy = _hierarchy(given.get("hierarchy", Settings().hierarchy), out if resume else None)
    split = split_pairs(hierarchy, given.get("split", "none"), given.get("split_seed", 0))
    if len(split.train) == 0:
        raise HierarchyError(f"{hierarchy.title} has no pairs to learn: every node is a root.")
    settings = with_preset(_absolute(given), len(split.train))
    if resume and (done := _already_finished(out, settings, hierarchy)):
        return done
    with joined(where) as group:
        fresh = not resume and not out.exists()
        folder = _folder(out, settings, hierarchy, group, resume=resume)
        workers = _threads(threads, len(split.train), group)
        try:
            with memory_told("train", REMEDY), _held(folder, group), limited_threads(workers):
                plan = Plan(settings, _pairs(hierarchy, split).to(where), folder, checkpoint_seconds, group)
                return _train(plan, hierarchy, split, _start(plan, hierarchy, where, resume=resume), report)
        except (CannotWriteError, TooLargeError):
            if fresh and group.leads:
                clear(folder)
            raise


def _train(plan: Plan, hierarchy: Hierarchy, split: Split, state: TrainingState, report: Report) -> Outcome:
    folder, leads = plan.folder, plan.group.leads
    if leads:
        _announce(folder, plan.settings, hierarchy)
    recorder = Recorder(folder, report) if leads else silent
    with stoppable(folder if leads else None) as stop:
        finished = train_to_the_end(state, plan, recorder, stop)
        if not leads:
            return Outcome(folder, {}, finished)
        save_checkpoint(folder, state)  # whatever happens from here on, no step is lost
        _, metrics = finish(state, plan, hierarchy, split.test, recorder)
    tidy(folder, finished=finished)
    return Outcome(folder, metrics, finished)


def _folder(out: Path, settings: Settings, hierarchy: Hierarchy, group: Group, *, resume: bool) -> Path:
    """The run's folder: made, or found to hold what is to be resumed. The first process of a group makes it."""
    if resume:
        return _check_resume(out, settings, hierarchy)
    return files.new_folder(out) if group.leads else out


def _held(folder: Path, group: Group) -> AbstractContextManager[None]:
    return only_one(folder) if group.leads else nullcontext()


def _hierarchy(spec: str, begun: Path | None) -> Hierarchy:
    """What to train on; a training that was begun goes on with its own copy where the original is gone."""
    try:
        return load_hierarchy(spec)
    except HrqError:
        if begun is None or not (begun / files.CONFIG).is_file():
            raise
        copy = kept_hierarchy(begun, read_config(begun / files.CONFIG).hierarchy_hash)
        if copy is None:
            raise
        return copy


def _absolute(given: dict[str, Any]) -> dict[str, Any]:
    """A file's path from the root on: the run will be opened from other folders than this one."""
    spec = given.get("hierarchy", Settings().hierarchy)
    return given | {"hierarchy": str(Path(spec).expanduser().resolve())} if is_file(spec) else given


def _threads(wanted: int | None, pairs: int, group: Group) -> int:
    if wanted is not None:
        return wanted
    return own_threads() if group.size > 1 else int(pairs < SMALL)


def _pairs(hierarchy: Hierarchy, split: Split) -> Pairs:
    """Training pairs; what follows from them by transitivity is never a negative, and no test pair is looked at."""
    closure = split.train
    if len(split.test):
        closure = Hierarchy.from_indices(hierarchy.names, split.train, title=hierarchy.title).closure()
    return make_pairs(split.train, closure, len(hierarchy))


def _start(plan: Plan, hierarchy: Hierarchy, device: torch.device, *, resume: bool) -> TrainingState:
    if resume and (plan.folder / CHECKPOINT).is_file():
        return load_checkpoint(plan.folder, len(hierarchy), plan.settings, device, plan.group)
    return new_state(start_vectors(hierarchy, plan.settings), plan.settings, device, plan.group)


def _announce(folder: Path, settings: Settings, hierarchy: Hierarchy) -> None:
    """Say what is being trained, for whoever looks at the folder meanwhile; a run that already loads is left alone.

    The folder carries the hierarchy from now on: the training then needs nothing that may be moved or deleted.
    """
    forget_stale(folder)
    if carries(settings.hierarchy, hierarchy) and kept_hierarchy(folder, hierarchy.content_hash) is None:
        write_hierarchy(folder / HIERARCHY, hierarchy)
    if not (folder / files.MANIFEST).exists():
        write_text(folder / files.CONFIG, record(settings, hierarchy_hash=hierarchy.content_hash).to_json())


def _check_resume(folder: Path, settings: Settings, hierarchy: Hierarchy) -> Path:
    """The folder to go on in; raises where it holds no training, or one with other settings."""
    begun = begun_in(folder, "trained")
    if begun.hierarchy_hash != hierarchy.content_hash:
        raise UsageError(
            f"{hierarchy.title} has changed since {folder} was begun. Bring it back, or use another --out."
        )
    check_same_settings(folder, begun, settings.model_dump(), Settings.model_fields)
    return folder


def _already_finished(out: Path, settings: Settings, hierarchy: Hierarchy) -> Outcome | None:
    if not (out / files.MANIFEST).is_file():
        return None
    _check_resume(out, settings, hierarchy)
    return finished_before(out)
