"""The badge of a layout: what it is, of how many dimensions and which curvature, and how far it can be trusted.

It is part of every disk, and nothing takes it away.
"""

from hrq.runs import Run
from hrq.runs.layouts import CONSTRUCTED, RunLayout
from hrq.views.frame.badge import native, space

CROWDED = "leaves in a crowd lie nearer to each other than to their parent"


def title(run: Run, layout: RunLayout) -> str:
    """What the layout is, and of what."""
    d = run.config.dimension
    if layout.name == "native":
        return native(run)
    if layout.name in CONSTRUCTED:
        tree = "the true tree" if layout.name == "true_tree" else "the tree that the codes spell"
        points = f"the {d}-D points play no part" if run.has_points else "there are no points"
        return f"constructed: {tree}, laid out by cones; {points}"
    if layout.name == "umap":
        return f"UMAP of d = {d} to the hyperboloid: a layout of neighbours, not a geometry"
    return f"projection from d = {d} by {'HoroPCA' if layout.name == 'horopca' else 'tangent PCA'}"


def numbers(layout: RunLayout) -> list[str]:
    """The layout's numbers as phrases, most telling first; what was not measured is left out."""
    found = layout.numbers
    phrases = []
    if (kept := found.get("neighbours_kept")) is not None:
        phrases.append(f"{kept:.1%} of each node's {found['k']:.0f} nearest stay nearest")
    if (parents := found.get("parents")) is not None:
        phrases.append(f"parents' precision {parents:.3f}, in the run {found['parents_run']:.3f}")
    if (bent := found.get("distortion")) is not None:
        phrases.append(f"distortion {bent:.2f}")
    if (trust := found.get("trustworthiness")) is not None:
        phrases.append(f"trustworthiness {trust:.2f}")
    return phrases


def sentence(run: Run, layout: RunLayout) -> str:
    """The whole badge as one line, for a picture that is taken away."""
    crowded = CROWDED if layout.name in CONSTRUCTED else ""
    return " · ".join(part for part in (title(run, layout), space(run), *numbers(layout), crowded) if part)


def about(layout: RunLayout) -> str:
    """What the numbers mean."""
    sample = layout.numbers.get("sample")
    measured = f" Measured on {sample:,.0f} nodes against all (seed {layout.numbers['seed']:.0f})." if sample else ""
    return (
        "Nearest: by the run's own distance and by the picture's. Parents' precision: how early a node's direct "
        "parents come when all nodes are ranked by distance (mean average precision; 1 is perfect), here and by the "
        "run's own distance. Distortion: mean relative error of distances at the best scale (0 is exact). "
        "Trustworthiness: 1 where whoever is near in the picture is near in the run." + measured
    )
