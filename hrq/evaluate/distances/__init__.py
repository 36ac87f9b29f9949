"""Nearest nodes and ranked ancestors, by the distance of the run."""
