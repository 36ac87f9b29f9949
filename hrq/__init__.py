"""Hyperbolic residual quantizers you can see."""

__version__ = "0.2.0"
