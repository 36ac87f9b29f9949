"""NumPy's .npy files from elsewhere: read through a memory map, so that a header that lies costs nothing."""

import warnings
from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hrq.errors import FileFormatError

NO_HEADER = (ValueError, TypeError, OverflowError, SyntaxError, TokenError)  # what NumPy raises at a damaged header
NOT_NPY = "is not a whole .npy file of numbers (pickles are never opened)"


def read_npy(path: Path, expected: str) -> NDArray[Any]:
    """The array of a .npy file, its shape and type unchecked. Nothing is ever unpickled. Raises FileFormatError."""
    try:
        with warnings.catch_warnings(action="ignore"):  # of headers that Python 2 wrote: they are read all the same
            return np.array(np.lib.format.open_memmap(path, mode="r"))
    except (*NO_HEADER, OSError, EOFError) as error:
        raise FileFormatError(path, NOT_NPY, expected) from error
