"""How close to the ball's rim a number format can go; known without torch, because settings are checked before it."""

MARGINS = {"float32": 1e-3, "float64": 1e-12}  # below it the digits left of 1 − c|x|² no longer suffice
