"""Two trees as an element of a page: what is unfolded, marked and counted."""
