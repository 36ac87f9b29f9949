"""Train: a hierarchy, vectors, or codes in; a run out."""
