"""Step 3: a small tree finds its place, in the plane and in the disk."""

from typing import Any

from hrq.lesson import animals
from hrq.lesson.formulas import LOSS
from hrq.lesson.step import Link, Picture, Question, Step

DIGITS = 3


def step() -> Step:
    """The step, with its numbers."""
    plane, disk = animals.train(animals.SEEDS[0], 0.0), animals.train(animals.SEEDS[0], 1.0)
    every = [(animals.train(seed, 0.0), animals.train(seed, 1.0)) for seed in animals.SEEDS]
    count, pairs = len(animals.tree()), len(animals.tree().closure())
    prose = f"""
Nobody draws 82,115 nouns by hand. Each node starts near the centre at a random place, and an optimizer moves them \
all, a little at a time, so that every node comes **nearer to what lies above it** in the tree than to anything \
else. Below, {count} animals and their {pairs} pairs of *animal, what it is* do just that, once on paper and once in \
the disk: same loss, same start, same number of steps.

After {animals.STEPS} steps the loss is {plane.losses[-1]:.2f} on paper and {disk.losses[-1]:.2f} in the disk. How \
good is that? For each node, sort all others by distance: a perfect map lists everything above it first. **Mean \
average precision** (MAP) says how nearly so, 1 being perfect: {plane.precision[-1]:.2f} on paper, \
{disk.precision[-1]:.2f} in the disk. Where there is room, leaves move outwards and the general words stay in the \
middle.
"""
    picture = Picture(
        "training",
        "A tree of 31 animals learns where to lie",
        "Left on paper, right in the disk: the same tree, the same loss, the same start. Below, the loss by step.",
        f"hrq.train.hierarchy.contrastive.contrastive_loss and LocalAdam, {animals.STEPS} steps, "
        f"seeds 0 to {len(every) - 1}",
        {
            "names": list(animals.tree().names),
            "links": [[int(a), int(b)] for a, b in _links()],
            "keep": animals.KEEP,
            "runs": [{"plane": _frames(flat), "ball": _frames(curved)} for flat, curved in every],
            "start": {"seed": 0, "frame": -1},
        },
    )
    spread = ", ".join(f"{flat.precision[-1]:.2f} and {curved.precision[-1]:.2f}" for flat, curved in every)
    question = Question(
        "Another random start: what will change?",
        (
            "Nothing, there is one best map",
            "The map is turned and rearranged, the quality about the same",
            "Paper may win as often as the disk",
        ),
        1,
        "Distances say nothing about directions, so each start gives another map. The numbers for paper and disk were, "
        f"in order of the starts above: {spread}. That is why one run is an anecdote, and results need several.",
    )
    links = (
        Link(
            "Explore",
            "The same for 1,182 mammals, coloured by depth",
            {"run": "mammals-2d-ghrq", "colour": "depth"},
        ),
        Link("Train", "Train one of your own, and watch it", {}),
    )
    return Step("training", prose, picture, question, (LOSS,), links)


def _links() -> list[tuple[int, int]]:
    parents = animals.tree().parents
    return [(child, int(above)) for child in range(len(animals.tree())) for above in parents.of(child)]


def _frames(run: animals.Training) -> dict[str, Any]:
    return {
        "c": run.c,
        "places": run.places.round(DIGITS).tolist(),
        "losses": [round(one, DIGITS) for one in run.losses],
        "precision": [round(one, DIGITS) for one in run.precision],
    }
