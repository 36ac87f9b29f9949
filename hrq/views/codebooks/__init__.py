"""Codebooks: what every codeword holds and means."""
