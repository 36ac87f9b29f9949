"""Python printed as mathematics: brackets exactly where they are needed, and an error for what is not known."""

import pytest

from hrq.lesson.latex import latex


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a + b - c", "a + b - c"),
        ("a - (b + c)", r"a - \left(b + c\right)"),
        ("(a + b) * c", r"\left(a + b\right) \, c"),
        ("a / (b + c)", r"\frac{a}{b + c}"),
        ("(a * b)**2", r"\left(a \, b\right)^{2}"),
        ("norm(x - y)**2", r"\lvert x - y \rvert^{2}"),
        ("add(-q, add(x, y))", r"\left(-q\right) \oplus \left(x \oplus y\right)"),
        ("exp(-(d(u, v) / T))", "e^{-d(u, v) / T}"),
        ("sum(exp(w) for w in all)", r"\sum_{w} e^{w}"),
        ("sqrt(q1)", r"\sqrt{q_{1}}"),
    ],
)
def test_a_formula_is_printed(source: str, expected: str) -> None:
    assert latex(source) == expected


@pytest.mark.parametrize("source", ["a if b else c", "a % b", "mystery(a)", "'text'"])
def test_what_is_not_known_is_an_error(source: str) -> None:
    with pytest.raises(ValueError, match="not known in a formula"):
        latex(source)
