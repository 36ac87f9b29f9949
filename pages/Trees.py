"""The tree that the codes spell beside the true one."""

from hrq.views import shell, trees

shell.open_page("Trees")
trees.show(shell.choose_run())
