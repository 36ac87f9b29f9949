"""Hierarchies: where they come from, their closure, splits, search, and the tree that codes induce. NumPy only."""
