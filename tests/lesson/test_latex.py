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
        ("q12 + alpha", r"q_{12} + alpha"),
        ("2 * pi * r", r"2 \, \pi \, r"),
        ("a * (b * c)", r"a \, b \, c"),
        ("a - b - c", "a - b - c"),
        ("a - b * c", r"a - b \, c"),
        ("(a - b) - (c - d)", r"a - b - \left(c - d\right)"),
        ("(a + b)**2", r"\left(a + b\right)^{2}"),
        ("(a**b)**2", r"\left(a^{b}\right)^{2}"),
        ("-(a + b)", r"-\left(a + b\right)"),
        ("-a * b", r"\left(-a\right) \, b"),
        ("a + -b", r"a + -b"),
        ("add(x, y) + z", r"x \oplus y + z"),
        ("add(x, y) * z", r"\left(x \oplus y\right) \, z"),
        ("exp(a / (b + c))", r"e^{a / \left(b + c\right)}"),
        ("exp(a * b / c)", r"e^{a \, b / c}"),
        ("exp((a + b) / c)", r"e^{\left(a + b\right) / c}"),
        ("asinh(x) + log2(K)", r"\operatorname{asinh}\left(x\right) + \log_{2}\left(K\right)"),
        ("tanh(x)**2", r"\tanh\left(x\right)^{2}"),
        ("argmin(d(r, k) for k in codebook)", r"\operatorname{argmin}_{k} d(r, k)"),
        ("sum(a + b for a in x)", r"\sum_{a} \left(a + b\right)"),
        ("1 + sum(a for a in x)", r"1 + \sum_{a} a"),
        ("N * sum(a for a in x)", r"N \, \left(\sum_{a} a\right)"),
        ("1.5 * x", r"1.5 \, x"),
    ],
)
def test_a_formula_is_printed(source: str, expected: str) -> None:
    assert latex(source) == expected


@pytest.mark.parametrize("source", ["a if b else c", "a % b", "mystery(a)", "'text'"])
def test_what_is_not_known_is_an_error(source: str) -> None:
    with pytest.raises(ValueError, match="not known in a formula"):
        latex(source)
