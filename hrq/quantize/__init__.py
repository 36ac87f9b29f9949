"""Residual quantizers: codebooks, nearest-codeword search, and the four ways to take a residual.

`rq` Euclidean · `hrq` on the ball, as first published · `ghrq` on the ball, exact · `tangent` Euclidean on log₀.

What stands in `__all__` is imported when it is asked for: `hrq.quantize.names` must not bring torch along.
"""

from typing import TYPE_CHECKING

__all__ = ["QUANTIZERS", "Quantized", "ResidualQuantizer", "Steps", "make_quantizer"]

if TYPE_CHECKING:
    from hrq.quantize.base import Quantized, ResidualQuantizer, Steps
    from hrq.quantize.registry import QUANTIZERS, make_quantizer
else:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from hrq.quantize import base, registry

        return getattr(base if hasattr(base, name) else registry, name)
