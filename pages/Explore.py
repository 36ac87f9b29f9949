"""The disk: where one run put every node, and how its codes spell them."""

from hrq.views import explore, shell

shell.open_page("Explore")
explore.show(shell.choose_run())
