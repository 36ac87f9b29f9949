"""Places in the disk for points of any dimension."""
