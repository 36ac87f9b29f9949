"""Runs side by side, with intervals, baselines and controls."""

from hrq.views import frame

frame.show_page("Compare")
