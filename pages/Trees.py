"""The tree that the codes spell beside the true one."""

from hrq.views import frame

frame.show_page("Trees")
