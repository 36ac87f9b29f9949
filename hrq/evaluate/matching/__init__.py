"""Which prefix of codes stands for which node of the hierarchy, and where the two trees disagree."""
