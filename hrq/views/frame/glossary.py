"""The words of the labels, for every page: `help=glossary.explain("Margin")` beside a label leads to Learn.

st.metric("Margin", "0.12", help=glossary.explain("Margin"))
"""

from hrq.errors import UnknownNameError
from hrq.lesson import TITLES
from hrq.lesson.glossary import BY_NAME, TERMS, Term

STEPS = list(TITLES)


def explain(*names: str) -> str:
    """What the words mean, as Markdown for a `help=`, each with a link to the glossary. Raises UnknownNameError."""
    return "\n\n".join(f"**{one.name}**: {one.text} [Glossary]({address(one.name)})" for one in map(_term, names))


def more(*names: str) -> str:
    """The end of a `help=` that explains itself: ways to its words in the glossary. Raises UnknownNameError."""
    return " In the glossary: " + ", ".join(f"[{name}]({address(name)})" for name in names) + "."


def address(name: str) -> str:
    """Where a word stands, for links: `Learn#margin`. Raises UnknownNameError."""
    return f"Learn#{_term(name).anchor}"


def markdown() -> str:
    """The whole glossary; every term is a heading, so that it can be linked to."""
    return "\n\n".join(f"### {term.name}\n{term.text}{_shown(term)}" for term in TERMS)


def _shown(term: Term) -> str:
    return f" [Step\u00a0{STEPS.index(term.step) + 1}](#step-{term.step})" if term.step else ""


def _term(name: str) -> Term:
    if name not in BY_NAME:
        raise UnknownNameError("term in the glossary", name, BY_NAME)
    return BY_NAME[name]
