"""The disk as an element of a page: its columns, colours and layouts."""
