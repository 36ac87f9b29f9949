"""Places: of points in the disk, of nodes around a circle, of a tree's rows under one another."""
