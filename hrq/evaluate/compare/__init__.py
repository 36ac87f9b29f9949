"""Runs side by side: figures with intervals, and node by node."""
