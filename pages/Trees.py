"""The tree that the codes spell beside the true one."""

from hrq.views.frame import pages

pages.show_page("Trees")
