"""A prefix of codes: the first tokens that several codes have in common. A tuple of numbers, written 12-4.

Whatever reads, writes or follows a prefix does it here, so that an address, a filter and a file mean the same by it.
"""

import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from hrq.errors import PrefixError

Prefix = tuple[int, ...]
WHOLE = "codes"  # how the empty prefix is called where something must stand: the root of the code tree
_WRITTEN = re.compile(r"[0-9]{1,9}(-[0-9]{1,9})*")


def write_prefix(tokens: Iterable[int]) -> str:
    """Tokens as people read them; nothing at all for the empty prefix.

    >>> write_prefix((12, 4)), write_prefix(np.array([7])), write_prefix(())
    ('12-4', '7', '')
    """
    return "-".join(str(int(token)) for token in tokens)


def read_prefix(text: str, sizes: Sequence[int] = ()) -> Prefix:
    """Tokens from a text; `codes` and the empty text are the empty prefix.

    `sizes` are the codewords of each level: with them given, the prefix must be one that such codes can have.
    Raises PrefixError.

    >>> read_prefix("12-4"), read_prefix("codes"), read_prefix("3-0", sizes=(16, 16, 16))
    ((12, 4), (), (3, 0))
    >>> read_prefix("dog")
    Traceback (most recent call last):
    hrq.errors.PrefixError: 'dog' is no prefix: numbers joined by hyphens, such as 12-4.
    """
    if text in ("", WHOLE):
        return ()
    if not _WRITTEN.fullmatch(text):
        raise PrefixError(text, sizes)
    tokens = tuple(int(token) for token in text.split("-"))
    fits = len(tokens) <= len(sizes) and all(token < size for token, size in zip(tokens, sizes, strict=False))
    if sizes and not fits:
        raise PrefixError(text, sizes)
    return tokens


def under(codes: NDArray[np.integer], prefix: Sequence[int] | NDArray[np.integer]) -> NDArray[np.bool_]:
    """Which codes (n, N) begin with a prefix: (n,). All begin with the empty one, none with one longer than a code.

    >>> under(np.array([[0, 0], [0, 1], [1, 0]]), (0,)).tolist()
    [True, True, False]
    """
    if len(prefix) > codes.shape[1]:
        return np.zeros(len(codes), dtype=bool)
    inside: NDArray[np.bool_] = (codes[:, : len(prefix)] == np.asarray(prefix, dtype=codes.dtype)).all(axis=1)
    return inside
