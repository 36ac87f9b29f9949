"""Fitting codes to vectors that are given."""
