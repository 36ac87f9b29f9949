"""All runs: what they are, and what can be done with them."""

from hrq.views.frame import pages

pages.show_page("Runs")
