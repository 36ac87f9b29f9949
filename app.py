"""Home: what this is, the bundled models, the way in."""

from hrq.views.frame import pages

pages.show_page("Home")
