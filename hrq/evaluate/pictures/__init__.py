"""Layouts of a run: opened, made, and measured for how far they can be trusted."""
