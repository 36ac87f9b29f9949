"""Held-out ancestors found again: rules, votes, and models that read codes."""
