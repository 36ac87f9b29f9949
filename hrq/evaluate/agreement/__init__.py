"""How far the tree of the codes agrees with the true one: each measure beside its controls."""

DRAWS = 20  # how often codes are shuffled for the control
