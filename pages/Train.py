"""Train a quantizer here, and watch it."""

from hrq.views.frame import pages

pages.show_page("Train")
