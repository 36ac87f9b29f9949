"""Errors: what the codes get wrong, case by case."""
