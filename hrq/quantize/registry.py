"""The quantizers by name."""

from collections.abc import Sequence

from torch import Tensor

from hrq.errors import UnknownNameError
from hrq.quantize.base import ResidualQuantizer
from hrq.quantize.ghrq import GeometryAwareQuantizer
from hrq.quantize.hrq import HyperbolicQuantizer
from hrq.quantize.rq import EuclideanQuantizer
from hrq.quantize.tangent import TangentQuantizer

QUANTIZERS: dict[str, type[ResidualQuantizer]] = {
    kind.name: kind for kind in (EuclideanQuantizer, HyperbolicQuantizer, GeometryAwareQuantizer, TangentQuantizer)
}


def make_quantizer(name: str, codebooks: Sequence[Tensor], *, c: float, scale: float = 1.0) -> ResidualQuantizer:
    """The quantizer of that name with these codebooks, (codewords, d) a level, in scaled coordinates.

    Raises: UnknownNameError, answered with the names there are; CurvatureError; SettingError where rq is given c > 0,
    scale is not positive or a codeword lies outside the ball; ShapeError.
    """
    if name not in QUANTIZERS:
        raise UnknownNameError("quantizer", name, QUANTIZERS)
    return QUANTIZERS[name](codebooks, c=c, scale=scale)
