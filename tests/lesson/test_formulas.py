"""What the lesson prints as mathematics is what the library computes: both are evaluated on random points."""

import importlib
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from hrq.geometry.poincare import distance, mobius_add
from hrq.lesson import formulas
from hrq.lesson.formulas import FORMULAS, Formula
from hrq.train.hierarchy.contrastive import private_mass

MATHS: dict[str, Any] = {
    "sqrt": math.sqrt,
    "sinh": math.sinh,
    "asinh": math.asinh,
    "log": math.log,
    "log2": math.log2,
    "exp": math.exp,
    "pi": math.pi,
    "norm": np.linalg.norm,
    "sum": sum,
}
C = 0.7


def function_of(formula: Formula) -> Callable[..., Any]:
    """The function that the formula names."""
    module, _, name = formula.function.rpartition(".")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


def printed(formula: Formula, **values: Any) -> Any:
    """What the formula gives as it is printed."""
    return eval(formula.source, {"__builtins__": {}, **MATHS, **values})


@pytest.fixture(params=range(3))
def points(request: pytest.FixtureRequest) -> np.ndarray:
    """Eight points of the disk of curvature −C."""
    noise = np.random.default_rng(request.param)
    return noise.uniform(-0.7, 0.7, (8, 2)) / math.sqrt(C)


def test_every_formula_names_a_function_that_exists_and_can_be_printed() -> None:
    for formula in FORMULAS:
        assert callable(function_of(formula))
        assert formula.text.startswith(formula.left)
        assert formula.text.count("{") == formula.text.count("}")


@pytest.mark.parametrize("r", [0.1, 1.0, 6.0])
def test_circumference(r: float) -> None:
    assert printed(formulas.CIRCUMFERENCE, c=C, r=r) == pytest.approx(function_of(formulas.CIRCUMFERENCE)(r, c=C))


def test_distance_and_stretch(points: np.ndarray) -> None:
    x, y = torch.from_numpy(points[:2])
    ours = printed(formulas.DISTANCE, c=C, x=points[0], y=points[1])
    assert ours == pytest.approx(float(function_of(formulas.DISTANCE)(x, y, c=C)))
    assert printed(formulas.STRETCH, c=C, x=points[0]) == pytest.approx(float(function_of(formulas.STRETCH)(x, c=C)))


def test_addition_and_both_remainders(points: np.ndarray) -> None:
    r, q = torch.from_numpy(points[:2])
    ours = printed(formulas.ADD, c=C, x=points[0], y=points[1])
    np.testing.assert_allclose(ours, function_of(formulas.ADD)(r, q, c=C))
    for formula in (formulas.LEFT, formulas.RIGHT):
        ours = printed(formula, r=r, q=q, add=lambda x, y: mobius_add(x, y, c=C))
        np.testing.assert_allclose(ours, function_of(formula)(r, q, c=C), atol=1e-12)


def test_loss(points: np.ndarray) -> None:
    u, v, *others = torch.from_numpy(points)
    ours = printed(formulas.LOSS, u=u, v=v, T=0.3, others=others, d=lambda a, b: float(distance(a, b, c=C)))
    mass = private_mass(u[None], torch.stack(others)[None], torch.zeros(1, 6, dtype=torch.bool), c=C, temperature=0.3)
    theirs = function_of(formulas.LOSS)(distance(u, v, c=C)[None], mass, temperature=0.3, self_term=False)
    assert ours == pytest.approx(float(theirs))


def test_nearest_codeword(points: np.ndarray) -> None:
    r, *codebook = torch.from_numpy(points)
    taken = printed(
        formulas.NEAREST,
        r=r,
        codebook=range(7),
        d=lambda a, number: float(distance(a, codebook[number], c=C)),
        argmin=lambda found: int(np.argmin(list(found))),
    )
    assert taken == int(function_of(formulas.NEAREST)(r[None], torch.stack(codebook), c=C))


def test_f1_of_a_prefix_and_a_synset() -> None:
    """Three items; `a` holds `b` and itself, and the first token 0 is that of `b` and `c`."""
    from hrq.data.hierarchy.code_tree import code_tree
    from hrq.data.hierarchy.hierarchy import Hierarchy

    hierarchy = Hierarchy.from_links(["a", "b", "c"], [("b", "a"), ("c", "a")])
    tree = code_tree(np.array([[1], [0], [0]]), hierarchy.names)
    found = function_of(formulas.F1)(tree, hierarchy)
    node = tree.node_of([0])
    assert hierarchy.names[int(found.node[node, 0])] == "a"
    assert found.f1[node, 0] == pytest.approx(printed(formulas.F1, s=2, p=2, t=3))


def test_bits() -> None:
    assert printed(formulas.BITS, N=4, K=128) == function_of(formulas.BITS)(4, 128) == 28
