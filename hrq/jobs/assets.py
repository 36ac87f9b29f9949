"""The bundled files against a list of their hashes, `assets/manifest.json`."""

import json
from pathlib import Path

from hrq.jobs.atomic import write_text
from hrq.jobs.hashing import hash_file
from hrq.jobs.places import assets_again

MANIFEST = "manifest.json"


def asset_files(folder: Path) -> list[Path]:
    """Every bundled file but the list itself, in order."""
    found = (path for path in folder.rglob("*") if path.is_file() and path != folder / MANIFEST)
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts))


def seal_assets(folder: Path) -> None:
    """Record the hash of every bundled file."""
    hashes = {path.relative_to(folder).as_posix(): hash_file(path) for path in asset_files(folder)}
    write_text(folder / MANIFEST, json.dumps(hashes, indent=2) + "\n")


def check_assets(folder: Path) -> list[str]:
    """What is wrong with the bundled files, a sentence each; empty if nothing is."""
    way_out = assets_again()
    if not (folder / MANIFEST).is_file():
        return [f"{folder / MANIFEST} is missing. {way_out}"]
    try:
        known = json.loads((folder / MANIFEST).read_bytes())
    except ValueError:
        known = None
    if not isinstance(known, dict):
        return [f"{folder / MANIFEST} is not a JSON object. {way_out}"]
    problems = []
    for name, expected in known.items():
        path = folder / name
        if not path.is_file():
            problems.append(f"{path} is missing. {way_out}")
        elif hash_file(path) != expected:
            problems.append(f"{path} is not the file that was bundled. {way_out}")
    strays = [path for path in asset_files(folder) if path.relative_to(folder).as_posix() not in known]
    return problems + [f"{path} does not belong to hrq. Move it elsewhere." for path in strays]
