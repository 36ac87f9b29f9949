"""The honesty badge: what a disk is, and how far it can be trusted."""

from hrq.runs import Run

QUANTIZERS = {  # in the order of tables: the baseline first
    "rq": "Euclidean residuals",
    "tangent": "Euclidean residuals in the tangent space",
    "hrq": "Möbius residuals from the right",
    "ghrq": "geometry-aware residuals, exact",
    "imported": "codes made elsewhere, codebooks not known",
}


def layout(run: Run) -> str:
    """How the run's points came to lie where they are drawn."""
    if not run.has_points:
        return "no points: codes only"
    if run.config.disk_layout == "native":
        return native(run)
    return f"projection from d = {run.config.dimension} by tangent PCA"


def native(run: Run) -> str:
    """What is said of two dimensions that are drawn as they are."""
    if run.config.start == "cones":
        return "native 2-D: laid out by cones of the true tree, then trained a little; not learnt from nothing"
    return "native 2-D: points lie where the model put them"


def faithfulness(run: Run) -> str:
    """The number that says how far the picture can be trusted, or an empty text where none was measured."""
    kept = run.measured.disk.neighbours_kept if run.measured.disk is not None else None
    if run.config.disk_layout == "native" or kept is None:
        return ""
    return f"{kept:.0%} of each node's 10 nearest stay nearest"


def space(run: Run) -> str:
    """The space the points live in."""
    if not run.has_points:
        return ""
    return "plane (c = 0)" if run.config.curvature == 0 else f"ball, c = {run.config.curvature:g}"


def sentence(run: Run) -> str:
    """The whole badge as one line."""
    parts = [layout(run), faithfulness(run), space(run), f"{run.config.quantizer}: {QUANTIZERS[run.config.quantizer]}"]
    return " · ".join(part for part in parts if part)
