"""The disk: where one run put every node, and how its codes spell them."""

from hrq.views.frame import pages

pages.show_page("Explore")
