"""The lesson: eight steps from the disk to the code."""

from hrq.views.frame import pages

pages.show_page("Learn")
