"""What quantizers and straight-through factors are called; known without torch: settings are checked before it."""

NAMES = ("rq", "hrq", "ghrq", "tangent")
OFF, DISCOUNT, UNIT, EXACT = STRAIGHT_THROUGH = ("off", "discount", "unit", "exact")  # factors: see `transport_back`
