"""Trainings that the app starts, watches and estimates."""
