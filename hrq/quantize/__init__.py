"""Residual quantizers: codebooks, nearest-codeword search, and the four ways to take a residual.

`rq` Euclidean · `hrq` on the ball, as first published · `ghrq` on the ball, exact · `tangent` Euclidean on log₀.
"""

from hrq.quantize.base import Quantized, ResidualQuantizer, Steps
from hrq.quantize.registry import QUANTIZERS, make_quantizer

__all__ = ["QUANTIZERS", "Quantized", "ResidualQuantizer", "Steps", "make_quantizer"]
