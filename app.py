"""Home: what this is, the bundled models, the way in."""

from hrq.views import home, shell

shell.open_page("Home")
home.show()
