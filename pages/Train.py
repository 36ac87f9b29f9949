"""Train a quantizer here, and watch it."""

from hrq.views import frame

frame.show_page("Train")
