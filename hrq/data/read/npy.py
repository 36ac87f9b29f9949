"""NumPy's .npy files from elsewhere: taken where they lie, so that a header that lies costs nothing."""

import io
import math
import warnings
from tokenize import TokenError
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from hrq.data.read.files import Content, File
from hrq.errors import FileFormatError

NO_HEADER = (ValueError, TypeError, OverflowError, SyntaxError, TokenError)  # what NumPy raises at a damaged header
NOT_NPY = "is not a whole .npy file of numbers (pickles are never opened)"
HEADER = 1 << 16  # bytes that a header of numbers lies within; NumPy itself reads none that is longer than 10,000


def read_npy(file: File, expected: str) -> NDArray[Any]:
    """The array of a .npy file, its shape and type unchecked. Nothing is ever unpickled. Raises FileFormatError.

    >>> stream = io.BytesIO()
    >>> np.save(stream, np.array([[0.5, -0.25], [1.0, 0.0]]))
    >>> read_npy(File("points.npy", stream.getvalue()), "Expected points.")
    array([[ 0.5 , -0.25],
           [ 1.  ,  0.  ]])
    >>> read_npy(File("points.npy", stream.getvalue()[:-1]), "Expected points.")
    Traceback (most recent call last):
    hrq.errors.FileFormatError: points.npy is not a whole .npy file of numbers (pickles are never opened). Expected ...
    """
    try:
        with warnings.catch_warnings(action="ignore"):  # of headers that Python 2 wrote: they are read all the same
            return np.array(_array(file.content))
    except NO_HEADER as error:
        raise FileFormatError(file, NOT_NPY, expected) from error


def _array(content: Content) -> NDArray[Any]:
    """The array in its place: no byte of it is copied."""
    stream = io.BytesIO(content[:HEADER])
    version = npy.read_magic(stream)
    read_header = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
    shape, by_columns, dtype = read_header(stream)
    if min(shape, default=0) < 0:  # which NumPy would take for "as many as there are"
        raise ValueError(f"no array has the shape {shape}")
    flat = np.frombuffer(content, dtype, math.prod(shape), stream.tell())
    return flat.reshape(shape, order="F" if by_columns else "C")
