"""The lesson: eight steps from the disk to the code."""

from hrq.views import frame

frame.show_page("Learn")
