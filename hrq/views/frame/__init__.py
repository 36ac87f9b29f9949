"""What all pages share: menu, state in the address, caches, search, downloads."""
