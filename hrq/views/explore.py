"""The disk screen."""

from hrq.models import Run
from hrq.views import badge, shell


def show(run: Run) -> None:
    """Draw a run's disk."""
    badge.show(run)
    shell.close_page(run)
