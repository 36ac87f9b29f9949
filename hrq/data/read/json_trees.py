"""Hierarchies as nested text: JSON trees, and the nodes that `newick` shares with them."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.read.files import File, Source, opened
from hrq.errors import HierarchyError, clipped, shown

JSON_FORMS = (
    'an object {"name": …, "children": […]} with optional "id", "label" and "description", a list of such, or nested '
    'objects {"animal": {"dog": {}, "cat": {}}}'
)
NAME_KEYS, CHILD_KEYS, ID_KEYS = ("name", "label", "title", "text", "id"), ("children", "nodes", "items"), ("id", "key")
TEXT_KEYS = ("description", "definition", "gloss")
ABOVE_KEYS, LINK_KEYS = {"parent", "parents", "parent_id", "child"}, {"links", "edges"}


class Tree:
    """Nodes as they are met, each below the one it was met in.

    >>> tree = Tree()
    >>> animal = tree.add("animal", -1)
    >>> tree.add("dog", animal)
    1
    >>> tree.hierarchy(File("animals.json", b""))
    <Hierarchy 'animals': 2 nodes, 1 links>
    """

    def __init__(self) -> None:
        self.labels: list[str] = []
        self.texts: list[str] = []
        self.ids: list[str] = []
        self.above: list[int] = []

    def add(self, label: str, parent: int, text: str = "", own: str = "") -> int:
        """Put a node below another, −1 for a root. Returns its number."""
        self.labels.append(label)
        self.texts.append(text)
        self.ids.append(own)
        self.above.append(parent)
        return len(self.labels) - 1

    def hierarchy(self, file: File) -> Hierarchy:
        """Nodes are named by their id, else by their label, and where labels repeat by the whole way from the root."""
        names = self.ids if all(self.ids) else self.labels
        if len(set(names)) < len(names):
            names = self._ways(file)
        links = [(names[node], names[parent]) for node, parent in enumerate(self.above) if parent >= 0]
        try:
            return Hierarchy.from_links(names, links, title=file.stem, labels=self.labels, descriptions=self.texts)
        except HierarchyError as error:
            raise HierarchyError(f"{file}: {error}") from error

    def _ways(self, file: File) -> list[str]:
        ways: list[str] = []
        seen: set[str] = set()
        for label, parent in zip(self.labels, self.above, strict=True):
            way = label if parent < 0 else f"{ways[parent]} > {label}"
            if way in seen:
                raise HierarchyError(
                    f"{file}: {shown(way)} is given twice in the same place. Give its second one another name."
                )
            seen.add(way)
            ways.append(way)
        return ways


def read_json_tree(source: Source) -> Hierarchy:
    """A hierarchy from a JSON tree. Raises HierarchyError.

    >>> read_json_tree(File("animals.json", b'{"animal": {"canine": ["dog", "wolf"], "cat": null}}')).names
    ('animal', 'canine', 'dog', 'wolf', 'cat')
    """
    file = opened(source)
    try:
        content = json.loads(  # numbers stay as they are written: 1.10 is a name, and so is a very long one
            file.text.text, object_pairs_hook=lambda pairs: _object(file, pairs), parse_float=str, parse_int=str,
            parse_constant=lambda word: _no_number(file, word),
        )  # fmt: skip
    except json.JSONDecodeError as error:
        raise HierarchyError(
            f"{file}, line {error.lineno}: this is not JSON ({error.msg}). Expected {JSON_FORMS}."
        ) from error
    except RecursionError as error:
        raise HierarchyError(
            f"{file} is nested too deeply for JSON. Give it as a table with {'`child,parent`'}."
        ) from error
    _check_is_tree(file, content)
    tree = Tree()
    todo: list[tuple[Any, int, str]] = [(content, -1, "")]
    while todo:
        part, parent, key = todo.pop()
        todo += reversed([*_below(file, tree, part, parent, key)])
    if not tree.labels:
        raise HierarchyError(f"{file} holds no node. Expected {JSON_FORMS}.")
    return tree.hierarchy(file)


def _no_number(file: File, word: str) -> None:
    raise HierarchyError(f"{file} holds {word}, which is not JSON. Put it into quotation marks if it is a name.")


def _check_is_tree(file: File, content: Any) -> None:
    """Refuse tables and graphs in JSON, which would be taken for trees of their columns."""
    table = "Save it as a CSV with the header `child,parent`"
    rows = content if isinstance(content, list) and all(isinstance(one, dict) for one in content) else []
    if any(ABOVE_KEYS & set(row) and not set(CHILD_KEYS) & set(row) for row in rows):
        raise HierarchyError(f"{file} holds the rows of a table, not a tree. {table}, or nest the nodes as children.")
    if isinstance(content, dict) and isinstance(content.get("nodes"), list) and LINK_KEYS & set(content):
        raise HierarchyError(f"{file} holds a graph as lists of nodes and links. {table}, or as GraphML.")


def _object(file: File, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        twice = next(key for key, times in counts.items() if times > 1)
        raise HierarchyError(
            f"{file} gives {shown(twice)} twice in one object, and JSON keeps only the last. Rename one."
        )
    return found


def _below(file: File, tree: Tree, part: Any, parent: int, key: str) -> Iterator[tuple[Any, int, str]]:
    """Add what a part of the file says, and give what lies below it."""
    if isinstance(part, list):
        yield from ((one, parent, "") for one in part)
    elif isinstance(part, dict) and (name := _naming(part, key)):
        own = next((str(part[one]) for one in ID_KEYS if _is_text(part.get(one))), "")
        text = next((str(part[one]) for one in TEXT_KEYS if isinstance(part.get(one), str)), "")
        node = tree.add(str(part[name]).strip(), parent, text, own)
        if not isinstance(part.get("children", []), list | dict | None):
            told = clipped(json.dumps(part["children"]), 40)
            raise HierarchyError(f"{file}: {shown(tree.labels[node])} has the children {told}, where a list belongs.")
        for below in CHILD_KEYS:
            if isinstance(part.get(below), list | dict):
                yield part[below], node, ""
    elif isinstance(part, dict):
        if any(one in part for one in NAME_KEYS) and any(isinstance(part.get(one), list) for one in CHILD_KEYS):
            raise HierarchyError(f"{file} holds a node with children and no name: {json.dumps(part)[:60]}.")
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
        raise HierarchyError(f"{file} holds {json.dumps(part)[:40]} where a node belongs. Expected {JSON_FORMS}.")


def _naming(part: dict[str, Any], key: str) -> str | None:
    """The field that names an object; below a key, which is a name itself, only where it has children as well."""
    if key and not any(isinstance(part.get(one), list) for one in CHILD_KEYS):
        return None
    return next((one for one in NAME_KEYS if _is_text(part.get(one))), None)


def _is_text(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip() != ""
