"""Explore: all nodes in the disk, and one node in words."""
