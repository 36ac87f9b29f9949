"""What a training, a fit or an import becomes: a run with its numbers."""
