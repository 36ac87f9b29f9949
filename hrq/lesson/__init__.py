"""The lesson: eight steps, each a small example computed by the library when it is shown, with its text and questions.

Nothing here knows of a screen: hrq/views/learn draws it, docs/lesson.ipynb goes the same way in code.
"""

from collections.abc import Callable

from hrq.lesson import cells, equal_bits, paths, room, ruler, sides, small_tree, wrong
from hrq.lesson.step import Step

TITLES = {  # in the order of the lesson
    "room": "Why trees need room",
    "ruler": "The disk and its distance",
    "training": "A small tree finds its place",
    "cells": "Quantize once",
    "sides": "What is left over, from two sides",
    "paths": "The code is a path, the paths are a tree",
    "wrong": "The tree beside WordNet, and an error",
    "bits": "Plane against ball, at equal bits",
}
MAKERS: dict[str, Callable[[], Step]] = {
    "room": room.step,
    "ruler": ruler.step,
    "training": small_tree.step,
    "cells": cells.step,
    "sides": sides.step,
    "paths": paths.step,
    "wrong": wrong.step,
    "bits": equal_bits.step,
}
