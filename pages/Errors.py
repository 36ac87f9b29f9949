"""Where codes and hierarchy disagree, case by case."""

from hrq.views import frame

frame.show_page("Errors")
