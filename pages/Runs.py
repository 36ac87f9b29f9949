"""All runs: what they are, and what can be done with them."""

from hrq.views import frame

frame.show_page("Runs")
