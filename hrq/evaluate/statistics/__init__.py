"""Intervals: what a number is worth."""
