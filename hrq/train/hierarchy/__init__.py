"""Training on the links of a hierarchy."""
