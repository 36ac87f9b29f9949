"""WordNet's nouns: the bundled table, how it is built, and its definitions as vectors."""
