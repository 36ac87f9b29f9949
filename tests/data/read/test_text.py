"""Encodings and separators are found from the text itself."""

import pytest

from hrq.data.read.text import NO_SEPARATOR, decoded, lines_of, separator_of
from hrq.errors import HierarchyError

WORDS = "child,parent\nVögel,Tiere\n"


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_the_encoding_is_found(encoding: str, told: str) -> None:
    assert decoded("a.csv", WORDS.encode(encoding)) == (WORDS, told)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"a,b\n\x01\n", "line 2: this is not text"),
        (b"\xff\xfea", "this is not text"),
        (b"a\n\xc3\xb6\n\xf6\n", "line 2 is UTF-8, and line 3 is not"),
        (b"\xf6\n\n\xc3\xb6\n", "line 3 is UTF-8, and line 1 is not"),
        (b"\x1f\x8b...", "is compressed, not text. Unpack it"),
        (b"%PDF-1.4", "is a PDF"),
    ],
)
def test_what_is_no_text_is_told_with_its_line(content: bytes, sentence: str) -> None:
    with pytest.raises(HierarchyError, match=sentence):
        decoded("a.csv", content)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("a,b\n1,2\n", ","),
        ("a\tb\n1\t2\n", "\t"),
        ("a;b\n1,5;2\n1,5;2\n", ";"),
        ("a|b|c\n1|2|3\n", "|"),
        ('a;b\n"x,y,z";2\n"u,v,w";2\n', ";"),
        ("path\na, b > c\n", NO_SEPARATOR),
        ("a,b;c\n1,2\n3,4\n", ","),
        ("\n\na;b\n1;2\n", ";"),
    ],
)
def test_the_separator_splits_most_lines_alike(text: str, mark: str) -> None:
    assert separator_of(text) == mark


def test_only_line_ends_end_lines() -> None:
    assert lines_of("a\u2028b\nc\rd\x0ce\r\nf") == ["a\u2028b\n", "c\r", "d\x0ce\r\n", "f"]
