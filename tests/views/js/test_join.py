"""Modules become one script: each once, in a scope of its own; what cannot be joined is said in one sentence."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from hrq.views.js import FOLDER, ModuleError, in_order, join

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write modules by name; gives the path of the last."""

    def files(**codes: str) -> Path:
        for name, code in codes.items():
            (tmp_path / f"{name}.js").write_text(code, "utf-8")
        return tmp_path / f"{name}.js"

    return files


def run(script: str, folder: Path, call: str) -> object:
    """What Node makes of a call to the script's default export, named `main`."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node to run the joined script with; the browser's tests do")
    (folder / "joined.mjs").write_text(script, "utf-8")
    code = f'import main, * as all from "./joined.mjs"; console.log(JSON.stringify({call}));'
    (folder / "call.mjs").write_text(code, "utf-8")
    done = subprocess.run([node, "call.mjs"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_each_module_comes_once_after_what_it_imports(write: Write) -> None:
    entry = write(
        base="export const one = 1;\n",
        left='import { one } from "./base.js";\nexport const left = one + 1;\n',
        right='import { one } from "./base.js";\nexport const right = one + 2;\n',
        entry=(
            'import { right } from "./right.js";\nimport { left } from "./left.js";\n'
            "export default () => left * right;\n"
        ),
    )
    assert [module.path.stem for module in in_order(entry)] == ["base", "right", "left", "entry"]
    assert join(entry).count("const one = 1;") == 1
    assert run(join(entry), entry.parent, "main()") == 6


def test_names_of_two_modules_never_clash(write: Write) -> None:
    """Red when tried: the scopes left out, which is how scripts were joined before."""
    entry = write(
        a='const same = "a";\nfunction own() {\n  return same;\n}\nexport function a() {\n  return own();\n}\n',
        b='const same = "b";\nfunction own() {\n  return same;\n}\nexport class B {\n  own = own();\n}\n',
        entry=(
            'import { a as first } from "./a.js";\nimport {\n  B,\n} from "./b.js";\nconst same = "c";\n'
            "export async function own() {\n  return same;\n}\nexport default () => [first(), new B().own, same];\n"
        ),
    )
    assert run(join(entry), entry.parent, "[...main(), await all.own()]") == ["a", "b", "c", "c"]


COMMENTED = """
// Away: what it is for.

/** @type {number} */
const a = /** @type {any} */ (1); // kept, beside
/**
 * Away, a block.
 * @param {number} x
 */
export default function (x) {
  // away too
  return 2 * x * a + "/* kept, a text */".length; // kept at the end
}
/* away at last */
"""


def test_comments_on_lines_of_their_own_stay_at_home_and_nothing_else_does(write: Write) -> None:
    """Red when tried: a block read up to the last `*/` of the file."""
    entry = write(entry=COMMENTED)
    text = join(entry)
    assert re.findall("kept, beside|kept, a text|kept at the end|away|@param", text, re.I) == [
        "kept, beside",
        "kept, a text",
        "kept at the end",
    ]
    assert run(text, entry.parent, "main(3)") == 6 + len("/* kept, a text */")


def test_a_template_ends_on_its_line() -> None:
    """Comments and indents are known by their lines alone, so a template must end on the line where it begins."""
    for path in FOLDER.parent.glob("**/*.js"):
        code = re.sub(r"/\*[\s\S]*?\*/|(^|\s)// .*", "", path.read_text("utf-8"), flags=re.M)
        assert not [line for line in code.splitlines() if line.count("`") % 2], path


GET_B, GET_ENTRY = 'import { b } from "./b.js";\n', 'import { entry } from "./entry.js";\n'


@pytest.mark.parametrize(
    ("codes", "sentence"),
    [
        ({"entry": GET_B}, r"There is no module .*b\.js\."),
        ({"b": "const b = 1;\n", "entry": GET_B}, r"entry\.js imports b, which b\.js does not export\."),
        (
            {"b": f"{GET_ENTRY}export const b = 1;\n", "entry": f"{GET_B}export const entry = 2;\n"},
            r"Modules import each other in a ring: entry\.js → b\.js → entry\.js\.",
        ),
        (
            {"b": "export const b = 1;\nexport default b;\n", "entry": GET_B},
            r"b\.js has a default export, which only an entry may have\.",
        ),
        ({"entry": 'import b from "./b.js";\n'}, r"entry\.js says `import b from \"\./b\.js\";`, which is none of"),
        ({"entry": 'import { b } from "https://elsewhere/b.js";\n'}, r"which is none of the imports and exports"),
        ({"entry": "export let changing = 1;\n"}, r"entry\.js says `export let changing = 1;`, which is none of"),
        ({"entry": "const a = 1;\nexport { a };\n"}, r"entry\.js says `export \{ a \};`, which is none of"),
    ],
)
def test_what_cannot_be_joined_is_said_in_one_sentence(codes: dict[str, str], sentence: str, write: Write) -> None:
    entry = write(**codes)
    with pytest.raises(ModuleError, match=sentence):
        join(entry)
