"""Runs side by side, with intervals, baselines and controls."""

from hrq.views.frame import pages

pages.show_page("Compare")
