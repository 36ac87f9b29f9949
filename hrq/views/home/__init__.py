"""Home: what this is, the bundled models, the way in."""
