"""Prefixes are read, written and followed in one place; what is no prefix is one error, whoever asks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrq.data.prefix import read_prefix, under, write_prefix
from hrq.errors import PrefixError

CODES = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [0, 1, 0]])


@given(st.lists(st.integers(0, 999_999_999), max_size=8))
def test_what_is_written_is_read_again(tokens: list[int]) -> None:
    assert read_prefix(write_prefix(tokens)) == tuple(tokens)
    assert write_prefix(np.array(tokens, dtype=np.int64)) == "-".join(map(str, tokens))


@pytest.mark.parametrize("text", ["-", "1-", "-1", "1--2", " 1", "a", "1-b", "1.0", "١", "1234567890", "codes-1"])
def test_what_is_no_prefix_is_said(text: str) -> None:
    with pytest.raises(PrefixError, match="such as 12-4"):
        read_prefix(text)


def test_the_empty_prefix_has_two_spellings() -> None:
    assert read_prefix("") == read_prefix("codes") == read_prefix("codes", (4, 4)) == ()


@pytest.mark.parametrize(("text", "fits"), [("3", True), ("4", False), ("3-8", True), ("3-9", False), ("0-0-0", False)])
def test_a_run_has_only_prefixes_of_its_sizes(text: str, fits: bool) -> None:
    if fits:
        assert read_prefix(text, (4, 9)) == tuple(map(int, text.split("-")))
        return
    with pytest.raises(PrefixError, match=r"cannot have: one to 2 numbers joined by hyphens, each below 4, 9\."):
        read_prefix(text, (4, 9))


def test_who_is_under_a_prefix() -> None:
    assert under(CODES, ()).tolist() == [True] * 4
    assert under(CODES, (0,)).tolist() == [True, True, False, True]
    assert under(CODES, (0, 1)).tolist() == [False, True, False, True]
    assert under(CODES, CODES[3]).tolist() == [False, False, False, True]
    assert under(CODES, (0, 1, 0, 0)).tolist() == [False] * 4  # longer than any code
