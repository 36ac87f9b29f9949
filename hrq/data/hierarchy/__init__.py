"""The directed acyclic graph of is-a links: closure, meeting points, splits, search; and the tree that codes spell."""
