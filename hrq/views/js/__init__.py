"""What the scripts of all elements share, and how modules become the one script that an element is given.

The scripts are plain ES modules: an editor, Node and TypeScript read them as they are. Streamlit takes one script an
element, and nothing may be fetched, so modules are joined when the app starts, without a build step: each once, after
what it imports, in a scope of its own; what it exports is the value of that scope. The entry comes last and stays a
module, so its `export default` is what Streamlit calls. Types, comments on lines of their own and indents stay at home.

Only what these modules use is understood, always at the margin: `import { a, b as c } from "./x.js";` and `export`
before a const, a function or a class.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
IMPORT = re.compile(r'^import \{([^{}]*)\} from "(\.{1,2}/[^"]+)";\n?', re.M)
EXPORT = re.compile(r"^export (?=(?:const|(?:async )?function|class) (\w+))", re.M)
DEFAULT = "export default "
CAST = re.compile(r"/\*\* @.*?\*/ ?")  # a type within a line
ASIDE = re.compile(r"^[ \t]*(?://.*|/\*(?:(?!\*/)[\s\S])*\*/[ \t]*)?\n", re.M)  # blanks; comments that fill lines


class ModuleError(ValueError):
    """Modules that cannot be joined: a mistake in a script of ours, met when the app starts."""


@dataclass(frozen=True)
class Module:
    """A module's code without its imports and exports, and what they were."""

    path: Path
    code: str
    imports: tuple[tuple[Path, tuple[str, ...]], ...]  # "name" or "name as other"
    exports: tuple[str, ...]


def read(path: Path) -> Module:
    """Read a module, and take its imports and exports out of its code."""
    if not path.is_file():
        raise ModuleError(f"There is no module {path}.")
    text = CAST.sub("", ASIDE.sub("", path.read_text("utf-8")))
    imports = tuple((_target(path, place), _names(names)) for names, place in IMPORT.findall(text))
    exports = tuple(EXPORT.findall(text))
    code = EXPORT.sub("", IMPORT.sub("", text))
    if odd := re.search(r"^(?:import\b|export\b(?! default )).*", code, re.M):
        raise ModuleError(f"{path} says `{odd[0]}`, which is none of the imports and exports that can be joined.")
    return Module(path, re.sub(r"^[ \t]+", "", code, flags=re.M), imports, exports)


def in_order(entry: Path) -> list[Module]:
    """The modules that an entry needs, each after what it imports, the entry last."""
    done: dict[Path, Module] = {}

    def visit(path: Path, way: tuple[Path, ...]) -> None:
        if path in way:
            ring = " → ".join(one.name for one in (*way[way.index(path) :], path))
            raise ModuleError(f"Modules import each other in a ring: {ring}.")
        if path in done:
            return
        module = read(path)
        for target, names in module.imports:
            visit(target, (*way, path))
            for name in (one.split()[0] for one in names):
                if name not in done[target].exports:
                    raise ModuleError(f"{path} imports {name}, which {target.name} does not export.")
        done[path] = module

    visit(entry.resolve(), ())
    return list(done.values())


@cache
def join(entry: Path) -> str:
    """The script of an entry: one ES module, with all that it imports."""
    *parts, last = in_order(entry)
    names = {module.path: f"module{i}" for i, module in enumerate(parts)}
    scopes = [f"const {names[module.path]} = (() => {{\n{_scope(module, names)}}})();\n" for module in parts]
    ending = f"export {{ {', '.join(last.exports)} }};\n" if last.exports else ""
    return "".join([*scopes, _bound(last, names), last.code, ending])


def _scope(module: Module, names: dict[Path, str]) -> str:
    """The body of a function that gives what a module exports."""
    if DEFAULT in module.code:
        raise ModuleError(f"{module.path} has a default export, which only an entry may have.")
    return f"{_bound(module, names)}{module.code}return {{ {', '.join(module.exports)} }};\n"


def _bound(module: Module, names: dict[Path, str]) -> str:
    """The imports of a module as constants."""
    lines = [(", ".join(one.replace(" as ", ": ") for one in wanted), names[path]) for path, wanted in module.imports]
    return "".join(f"const {{ {wanted} }} = {name};\n" for wanted, name in lines)


def _target(path: Path, place: str) -> Path:
    return (path.parent / place).resolve()


def _names(listed: str) -> tuple[str, ...]:
    return tuple(" ".join(one.split()) for one in listed.split(",") if one.strip())
