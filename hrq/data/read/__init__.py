"""One reader a file format: hierarchies, points, codes and codebooks as people have them."""
