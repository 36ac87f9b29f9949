"""The Poincaré ball of curvature −c, and the plane as its limit c = 0: pure functions, coordinates on the last axis."""
