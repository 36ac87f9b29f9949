import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrq.data.hierarchy.links import Links, spread

PAIRS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=30)


@given(pairs=PAIRS)
def test_rows_keep_the_order_of_the_pairs(pairs: list[tuple[int, int]]) -> None:
    array = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    links, order = Links.from_pairs(array[:, 0], array[:, 1], 7)
    assert [links.of(row).tolist() for row in range(7)] == [[b for a, b in pairs if a == row] for row in range(7)]
    assert links.indices.tolist() == [pairs[i][1] for i in order]
    assert links.rows.tolist() == sorted(a for a, _ in pairs)


@given(pairs=PAIRS, rows=st.lists(st.integers(0, 6), max_size=9))
def test_positions_of_many_rows_are_those_of_each(pairs: list[tuple[int, int]], rows: list[int]) -> None:
    array = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    links, _ = Links.from_pairs(array[:, 0], array[:, 1], 7)
    owner, positions = links.positions(np.array(rows, dtype=np.int64))
    expected = [(place, int(entry)) for place, row in enumerate(rows) for entry in links.of(row)]
    assert [*zip(owner.tolist(), links.indices[positions].tolist(), strict=True)] == expected


@given(pairs=PAIRS)
def test_reverse_turns_every_pair_around(pairs: list[tuple[int, int]]) -> None:
    array = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    back = Links.from_pairs(array[:, 0], array[:, 1], 7)[0].reverse()
    assert [*zip(back.rows.tolist(), back.indices.tolist(), strict=True)] == sorted((b, a) for a, b in pairs)


def test_spread_skips_empty_runs() -> None:
    assert spread(np.array([5, 9, 2]), np.array([2, 0, 3])).tolist() == [5, 6, 2, 3, 4]
    assert spread(np.array([], dtype=np.int64), np.array([], dtype=np.int64)).tolist() == []


def test_links_refuse_to_be_written_to() -> None:
    links, _ = Links.from_pairs(np.array([0]), np.array([1]), 2)
    with pytest.raises(ValueError, match="read-only"):
        links.indices[0] = 0
