"""Training: settings in, a run's folder out; progress through a callback."""
