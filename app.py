"""Home: what this is, the bundled models, the way in."""

from hrq.views import frame

frame.show_page("Home")
