"""Trees: the tree of the codes beside the true one."""
