"""Seven animals, small enough to check by hand: what the examples in docstrings speak of.

0 animal
├── 1 canine
│   ├── 3 dog      code 1-1
│   └── 4 wolf     code 1-2
└── 2 feline
    ├── 5 cat      code 2-1
    └── 6 lion     code 2-2
"""

import numpy as np

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.hierarchy.links import freeze

CODES = np.array([[0, 0], [1, 0], [2, 0], [1, 1], [1, 2], [2, 1], [2, 2]])
PLACES = np.array([[0.0, 0.0], [0.4, 0.0], [-0.4, 0.0], [0.6, 0.2], [0.6, -0.2], [-0.6, 0.2], [-0.6, -0.2]])
freeze(CODES, PLACES)


def animals() -> Hierarchy:
    """The tree above; row i of CODES and of PLACES (in the unit disk) belongs to node i.

    >>> animals()
    <Hierarchy 'animals': 7 nodes, 6 links>
    >>> animals().names
    ('animal', 'canine', 'feline', 'dog', 'wolf', 'cat', 'lion')
    """
    names = ["animal", "canine", "feline", "dog", "wolf", "cat", "lion"]
    links = [("canine", "animal"), ("feline", "animal")]
    links += [("dog", "canine"), ("wolf", "canine"), ("cat", "feline"), ("lion", "feline")]
    return Hierarchy.from_links(names, links, title="animals")
