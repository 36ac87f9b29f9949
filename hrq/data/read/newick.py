"""Hierarchies in Newick, which biologists write."""

import re
from collections.abc import Iterator

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.read.files import File, Source, opened
from hrq.data.read.json_trees import Tree
from hrq.errors import HierarchyError, shown

SIGNS = "(),:;[]"


def read_newick(source: Source) -> Hierarchy:
    """A hierarchy from a tree in Newick: `(A:0.1,'B b':0.2)root;`. Lengths are left out, nameless nodes numbered.

    >>> read_newick(File("animals.nwk", b"((dog:1.2,wolf:2)canine,cat)animal;")).names
    ('animal', 'canine', 'dog', 'wolf', 'cat')
    """
    file = opened(source)
    text = file.text.text
    if text.lstrip()[:6].upper() == "#NEXUS":
        raise HierarchyError(f"{file} is a NEXUS file. Save the tree in it alone, from its first ( to its ; as Newick.")
    tree, taken = Tree(), set[str]()
    open_nodes: list[int] = []
    last, named, done = -1, False, False
    for kind, value, line in _tokens(file, text):
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
                raise HierarchyError(f"{file}, line {line}: {kind!r} outside of all parentheses.")
            last = open_nodes.pop() if kind == ")" else -1
            named = False
        elif kind == "name":
            if last >= 0 and (named or tree.labels[last]):
                raise HierarchyError(
                    f"{file}, line {line}: two names in a row, the second {shown(value)}. Is a comma missing?"
                )
            if value in taken and last < 0:
                raise HierarchyError(f"{file}, line {line}: the name {shown(value)} was given before.")
            taken.add(value)
            if last < 0:
                last = tree.add(value, open_nodes[-1] if open_nodes else -1)
            else:
                tree.labels[last] = value
            named = True
        elif kind == ";":
            if open_nodes:
                raise HierarchyError(f"{file}, line {line}: {len(open_nodes)} parentheses are never closed.")
            done = True
    if open_nodes:
        raise HierarchyError(f"{file}: {len(open_nodes)} parentheses are never closed. Is the file cut off?")
    if not tree.labels:
        raise HierarchyError(f"{file} is empty. Expected a tree in Newick, such as (cat,dog)mammal;")
    return _numbered(tree).hierarchy(file)


def _numbered(tree: Tree) -> Tree:
    """Nameless nodes get a number; support values that repeat, which some programs write as names, get one too."""
    seen: set[str] = set()
    for node, label in enumerate(tree.labels):
        if not label or (label in seen and label.replace(".", "").isdecimal()):
            tree.labels[node] = f"node {node + 1}" + (f" ({label})" if label else "")
        seen.add(tree.labels[node])
    return tree


def _tokens(file: File, text: str) -> Iterator[tuple[str, str, int]]:
    place, line, size = 0, 1, len(text)
    while place < size:
        sign = text[place]
        if sign == "\n":
            line += 1
        if sign.isspace():
            place += 1
        elif sign == "[":
            end = _comment(file, text, place, line)
            line += text.count("\n", place, end)
            place = end
        elif sign in "'\"":
            value, end = _quoted(file, text, place, line)
            yield "name", value, line
            line += text.count("\n", place, end)
            place = end
        elif sign == ":":
            end = place + 1
            while end < size and text[end] not in SIGNS:
                end += 1
            _check_length(file, text[place + 1 : end].strip(), line)
            line += text.count("\n", place, end)
            place = end
        elif sign in "(),;":
            yield sign, sign, line
            place += 1
        else:
            end = place
            while end < size and text[end] not in SIGNS and text[end] not in "\n\r":
                end += 1
            yield "name", text[place:end].strip().replace("_", " "), line
            place = max(end, place + 1)


def _comment(file: File, text: str, place: int, line: int) -> int:
    """Where a comment ends; comments may hold comments."""
    depth = 0
    for found in re.compile(r"[\[\]]").finditer(text, place):
        depth += 1 if found[0] == "[" else -1
        if not depth:
            return found.end()
    raise HierarchyError(f"{file}, line {line}: a comment that begins with [ is never closed.")


def _check_length(file: File, length: str, line: int) -> None:
    """What follows a colon is a number, or nothing; else it is part of a name, and would be lost."""
    try:
        float(length or 0)
    except ValueError:
        raise HierarchyError(
            f"{file}, line {line}: {shown(length)} stands behind a colon, where the length of a branch belongs. Put a "
            "name that holds a colon into quotation marks."
        ) from None


def _quoted(file: File, text: str, place: int, line: int) -> tuple[str, int]:
    mark, parts, begin = text[place], [], place + 1
    while (end := text.find(mark, begin)) >= 0:
        parts.append(text[begin:end])
        if text[end + 1 : end + 2] != mark:  # a doubled mark stands for one
            return mark.join(parts), end + 1
        begin = end + 2
    raise HierarchyError(f"{file}, line {line}: a name that begins with {mark} is never closed.")
