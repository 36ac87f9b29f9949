"""Hierarchies as nested text: JSON trees, and Newick, which biologists write."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hrq.data.hierarchy import Hierarchy
from hrq.data.text_files import read_text
from hrq.errors import HierarchyError

JSON_FORMS = (
    'an object {"name": …, "children": […]} with optional "id", "label" and "description", a list of such, or nested '
    'objects {"animal": {"dog": {}, "cat": {}}}'
)
NAME_KEYS, CHILD_KEYS, ID_KEYS = ("name", "label", "title", "text", "id"), ("children", "nodes", "items"), ("id", "key")
TEXT_KEYS = ("description", "definition", "gloss")
SIGNS = "(),:;[]"


class _Tree:
    """Nodes as they are met, each below the one it was met in."""

    def __init__(self) -> None:
        self.labels: list[str] = []
        self.texts: list[str] = []
        self.ids: list[str] = []
        self.above: list[int] = []

    def add(self, label: str, parent: int, text: str = "", own: str = "") -> int:
        self.labels.append(label)
        self.texts.append(text)
        self.ids.append(own)
        self.above.append(parent)
        return len(self.labels) - 1

    def hierarchy(self, path: Path) -> Hierarchy:
        """Nodes are named by their id, else by their label, and where labels repeat by the whole way from the root."""
        names = self.ids if all(self.ids) else self.labels
        if len(set(names)) < len(names):
            names = self._ways(path)
        links = [(names[node], names[parent]) for node, parent in enumerate(self.above) if parent >= 0]
        try:
            return Hierarchy.from_links(names, links, title=path.stem, labels=self.labels, descriptions=self.texts)
        except HierarchyError as error:
            raise HierarchyError(f"{path}: {error}") from error

    def _ways(self, path: Path) -> list[str]:
        ways: list[str] = []
        seen: set[str] = set()
        for label, parent in zip(self.labels, self.above, strict=True):
            way = label if parent < 0 else f"{ways[parent]} > {label}"
            if way in seen:
                raise HierarchyError(
                    f"{path}: {way!r} is given twice in the same place. Give its second one another name."
                )
            seen.add(way)
            ways.append(way)
        return ways


def read_json_tree(path: Path) -> Hierarchy:
    """A hierarchy from a JSON tree. Raises HierarchyError."""
    text = read_text(path).text
    try:
        content = json.loads(text, object_pairs_hook=lambda pairs: _object(path, pairs))
    except json.JSONDecodeError as error:
        raise HierarchyError(
            f"{path}, line {error.lineno}: this is not JSON ({error.msg}). Expected {JSON_FORMS}."
        ) from error
    except RecursionError as error:
        raise HierarchyError(
            f"{path} is nested too deeply for JSON. Give it as a table with {'`child,parent`'}."
        ) from error
    tree = _Tree()
    todo: list[tuple[Any, int, str]] = [(content, -1, "")]
    while todo:
        part, parent, key = todo.pop()
        todo += reversed([*_below(path, tree, part, parent, key)])
    if not tree.labels:
        raise HierarchyError(f"{path} holds no node. Expected {JSON_FORMS}.")
    return tree.hierarchy(path)


def _object(path: Path, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, _ in pairs if [name for name, _ in pairs].count(key) > 1)
        raise HierarchyError(f"{path} gives {twice!r} twice in one object, and JSON keeps only the last. Rename one.")
    return found


def _below(path: Path, tree: _Tree, part: Any, parent: int, key: str) -> Iterator[tuple[Any, int, str]]:
    """Add what a part of the file says, and give what lies below it."""
    if isinstance(part, list):
        yield from ((one, parent, "") for one in part)
    elif isinstance(part, dict) and (name := _naming(part, key)):
        own = next((str(part[one]) for one in ID_KEYS if _is_text(part.get(one))), "")
        text = next((str(part[one]) for one in TEXT_KEYS if isinstance(part.get(one), str)), "")
        node = tree.add(str(part[name]).strip(), parent, text, own)
        for below in CHILD_KEYS:
            if isinstance(part.get(below), list | dict):
                yield part[below], node, ""
    elif isinstance(part, dict):
        if any(one in part for one in NAME_KEYS) and any(isinstance(part.get(one), list) for one in CHILD_KEYS):
            raise HierarchyError(f"{path} holds a node with children and no name: {json.dumps(part)[:60]}.")
        node = tree.add(key.strip(), parent) if key else parent
        for name, one in part.items():
            yield (one, node, name) if isinstance(one, dict) else ((name, one), node, "")
    elif isinstance(part, tuple):
        yield part[1], tree.add(part[0].strip(), parent), ""
    elif part is None:
        return
    elif _is_text(part):
        tree.add(str(part).strip(), parent)
    else:
        raise HierarchyError(f"{path} holds {json.dumps(part)[:40]} where a node belongs. Expected {JSON_FORMS}.")


def _naming(part: dict[str, Any], key: str) -> str | None:
    """The field that names an object; below a key, which is a name itself, only where it has children as well."""
    if key and not any(isinstance(part.get(one), list) for one in CHILD_KEYS):
        return None
    return next((one for one in NAME_KEYS if _is_text(part.get(one))), None)


def _is_text(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip() != ""


def read_newick(path: Path) -> Hierarchy:
    """A hierarchy from a tree in Newick: `(A:0.1,'B b':0.2)root;`. Lengths are left out, nameless nodes numbered."""
    text = read_text(path).text
    tree, taken = _Tree(), set[str]()
    open_nodes: list[int] = []
    last, named, done = -1, False, False
    for kind, value, line in _tokens(path, text):
        if done and kind != "end":
            done, last = False, -1  # a file may hold several trees
        if kind == "(":
            parent = open_nodes[-1] if open_nodes else -1
            open_nodes.append(tree.add("", parent))
            last = -1
        elif kind in ",)":
            if last < 0:
                tree.add("", open_nodes[-1] if open_nodes else -1)
            if not open_nodes:
                raise HierarchyError(f"{path}, line {line}: {kind!r} outside of all parentheses.")
            last = open_nodes.pop() if kind == ")" else -1
            named = False
        elif kind == "name":
            if last >= 0 and (named or tree.labels[last]):
                raise HierarchyError(
                    f"{path}, line {line}: two names in a row, the second {value!r}. Is a comma missing?"
                )
            if value in taken and last < 0:
                raise HierarchyError(f"{path}, line {line}: the name {value!r} was given before.")
            taken.add(value)
            if last < 0:
                last = tree.add(value, open_nodes[-1] if open_nodes else -1)
            else:
                tree.labels[last] = value
            named = True
        elif kind == ";":
            if open_nodes:
                raise HierarchyError(f"{path}, line {line}: {len(open_nodes)} parentheses are never closed.")
            done = True
    if open_nodes:
        raise HierarchyError(f"{path}: {len(open_nodes)} parentheses are never closed. Is the file cut off?")
    if not tree.labels:
        raise HierarchyError(f"{path} is empty. Expected a tree in Newick, such as (cat,dog)mammal;")
    return _numbered(tree).hierarchy(path)


def _numbered(tree: _Tree) -> _Tree:
    """Nameless nodes get a number; support values that repeat, which some programs write as names, get one too."""
    seen: set[str] = set()
    for node, label in enumerate(tree.labels):
        if not label or (label in seen and label.replace(".", "").isdecimal()):
            tree.labels[node] = f"node {node + 1}" + (f" ({label})" if label else "")
        seen.add(tree.labels[node])
    return tree


def _tokens(path: Path, text: str) -> Iterator[tuple[str, str, int]]:
    place, line, size = 0, 1, len(text)
    while place < size:
        sign = text[place]
        if sign == "\n":
            line += 1
        if sign.isspace():
            place += 1
        elif sign == "[":
            end = text.find("]", place)
            if end < 0:
                raise HierarchyError(f"{path}, line {line}: a comment that begins with [ is never closed.")
            line += text.count("\n", place, end)
            place = end + 1
        elif sign in "'\"":
            value, place = _quoted(path, text, place, line)
            yield "name", value, line
        elif sign == ":":
            place += 1
            while place < size and text[place] not in SIGNS:
                place += 1
        elif sign in "(),;":
            yield sign, sign, line
            place += 1
        else:
            end = place
            while end < size and text[end] not in SIGNS and text[end] not in "\n\r":
                end += 1
            yield "name", text[place:end].strip().replace("_", " "), line
            place = max(end, place + 1)


def _quoted(path: Path, text: str, place: int, line: int) -> tuple[str, int]:
    mark, parts, begin = text[place], [], place + 1
    while (end := text.find(mark, begin)) >= 0:
        parts.append(text[begin:end])
        if text[end + 1 : end + 2] != mark:  # a doubled mark stands for one
            return mark.join(parts), end + 1
        begin = end + 2
    raise HierarchyError(f"{path}, line {line}: a name that begins with {mark} is never closed.")
