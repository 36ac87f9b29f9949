"""What the quantizers are called; known without torch, because settings are checked and listed before it."""

NAMES = ("rq", "hrq", "ghrq", "tangent")
