"""The home screen."""

from hrq.views import shell


def show() -> None:
    """Draw the home screen."""
    shell.close_page()
