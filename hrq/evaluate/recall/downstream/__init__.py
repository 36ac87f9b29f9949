"""Recall of held-out ancestors by models that read the code of u and spell the codes of its ancestors."""
