"""What the numbers mean: codes, rankings, agreement between the code tree and the true hierarchy."""
