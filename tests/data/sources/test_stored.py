"""A hierarchy in a file of our own comes back as it was."""

from pathlib import Path

import numpy as np
import pytest

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.sources.stored import HIERARCHY, kept_hierarchy, read_hierarchy, write_hierarchy
from hrq.errors import HierarchyError


@pytest.fixture
def whole() -> Hierarchy:
    """Two parents, an instance, texts with line breaks, categories of which the last is unknown."""
    return Hierarchy.from_indices(
        ["top", "a", "b", "x"],
        np.array([[1, 0], [2, 0], [3, 2], [3, 1]]),
        title="t",
        labels=["Top", "A", "B", "X"],
        descriptions=["", "one\ntwo", "", "a; b"],
        lemmas=["top", "a; aa", "b", "x"],
        instance=np.array([False, True, False, False]),
        categories=np.array([0, 1, 0, -1]),
        category_names=("first", "second"),
    )


def test_everything_comes_back(whole: Hierarchy, tmp_path: Path) -> None:
    write_hierarchy(tmp_path / HIERARCHY, whole)
    found = read_hierarchy(tmp_path / HIERARCHY)
    assert found.title == "t"
    assert (found.names, found.labels, found.descriptions) == (whole.names, whole.labels, whole.descriptions)
    assert found.lemmas == whole.lemmas
    assert (found.content_hash, found.text_hash) == (whole.content_hash, whole.text_hash)
    np.testing.assert_array_equal(found.instance, whole.instance)
    np.testing.assert_array_equal(found.parents.indices, whole.parents.indices)
    kinds = [found.category_names[one] if one >= 0 else None for one in found.categories]
    assert kinds == ["first", "second", "first", None]


def test_a_copy_is_taken_only_for_what_it_is_a_copy_of(whole: Hierarchy, tmp_path: Path) -> None:
    assert kept_hierarchy(tmp_path, whole.content_hash) is None
    write_hierarchy(tmp_path / HIERARCHY, whole)
    assert kept_hierarchy(tmp_path, "another") is None
    found = kept_hierarchy(tmp_path, whole.content_hash)
    assert found is not None
    assert found.names == whole.names
    (tmp_path / HIERARCHY).write_bytes(b"PAR1 cut off")
    assert kept_hierarchy(tmp_path, whole.content_hash) is None
    with pytest.raises(HierarchyError, match="not a hierarchy that hrq wrote"):
        read_hierarchy(tmp_path / HIERARCHY)
