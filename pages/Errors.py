"""Where codes and hierarchy disagree, case by case."""

from hrq.views.frame import pages

pages.show_page("Errors")
