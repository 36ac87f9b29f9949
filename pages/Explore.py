"""The disk: where one run put every node, and how its codes spell them."""

from hrq.views import frame

frame.show_page("Explore")
