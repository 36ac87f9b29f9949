"""Formulas written as Python, printed as mathematics: what a reader sees is what a test evaluates.

    latex("2 / sqrt(c) * asinh(sqrt(c) * norm(x - y))")  ->  \\frac{2}{\\sqrt{c}} \\, \\operatorname{asinh}…

Only what the lesson's formulas use is known; anything else is an error, so that nothing is printed wrongly.
"""

import ast

NAMES = {"pi": r"\pi"}
PLAIN = {"sinh", "cosh", "tanh", "log"}
OPERATORS = {"asinh": r"\operatorname{asinh}", "log2": r"\log_{2}"}
SUM, SIGN, PRODUCT, POWER, ATOM = range(5)  # how tightly a printed part holds together


def latex(source: str) -> str:
    """The formula as LaTeX. Raises ValueError for Python that is not known here."""
    return _print(ast.parse(source, mode="eval").body)[0]


def _print(part: ast.expr) -> tuple[str, int]:
    """The text of a part, and how tightly it holds together."""
    match part:
        case ast.Constant(value=int() | float()):
            return str(part.value), ATOM
        case ast.Name(id=name):
            return _name(name), ATOM
        case ast.UnaryOp(op=ast.USub()):
            return "-" + _in(part.operand, PRODUCT), SIGN
        case ast.BinOp():
            return _operation(part)
        case ast.Call(func=ast.Name(id=name)):
            return _call(name, part.args), ATOM if name not in ("add", "sum", "argmin") else SUM
    raise ValueError(f"not known in a formula: {ast.unparse(part)}")


def _name(name: str) -> str:
    if name in NAMES:
        return NAMES[name]
    return f"{name[0]}_{{{name[1:]}}}" if name[1:].isdecimal() else name


def _operation(part: ast.BinOp) -> tuple[str, int]:
    left, right = part.left, part.right
    match part.op:
        case ast.Add():
            return f"{_in(left, SUM)} + {_in(right, SUM)}", SUM
        case ast.Sub():
            return f"{_in(left, SUM)} - {_in(right, PRODUCT)}", SUM
        case ast.Mult():
            return rf"{_in(left, PRODUCT)} \, {_in(right, PRODUCT)}", PRODUCT
        case ast.Div():
            return rf"\frac{{{_print(left)[0]}}}{{{_print(right)[0]}}}", ATOM
        case ast.Pow():
            return f"{_in(left, ATOM)}^{{{_print(right)[0]}}}", POWER
    raise ValueError(f"not known in a formula: {ast.unparse(part)}")


def _call(name: str, given: list[ast.expr]) -> str:
    first = given[0]
    if name == "sqrt":
        return rf"\sqrt{{{_print(first)[0]}}}"
    if name == "norm":
        return rf"\lvert {_print(first)[0]} \rvert"
    if name == "exp":
        return f"e^{{{_in_line(first)}}}"
    if name == "add":
        return rf"{_in(given[0], ATOM)} \oplus {_in(given[1], ATOM)}"
    if name in ("sum", "argmin") and isinstance(first, ast.GeneratorExp):
        sign = r"\sum" if name == "sum" else r"\operatorname{argmin}"
        return rf"{sign}_{{{_print(first.generators[0].target)[0]}}} {_in(first.elt, PRODUCT)}"
    inside = ", ".join(_print(one)[0] for one in given)
    if name in PLAIN:
        return rf"\{name}\left({inside}\right)"
    if name in OPERATORS:
        return rf"{OPERATORS[name]}\left({inside}\right)"
    if len(name) == 1:
        return f"{name}({inside})"
    raise ValueError(f"not known in a formula: {name}(…)")


def _in_line(part: ast.expr) -> str:
    """A fraction with a slash: above another line there is no room for two."""
    if isinstance(part, ast.UnaryOp):
        return "-" + _in_line(part.operand)
    if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Div):
        return f"{_in(part.left, PRODUCT)} / {_in(part.right, ATOM)}"
    return _print(part)[0]


def _in(part: ast.expr, least: int) -> str:
    """The part, in brackets where it would fall apart beside its neighbours."""
    text, holds = _print(part)
    return text if holds >= least else rf"\left({text}\right)"
