"""Codes as sequences: the trie of all codes, and beams that walk down it."""
