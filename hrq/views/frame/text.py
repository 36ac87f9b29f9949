"""Text from files and people, made safe to show: never markup, whatever it contains."""

import html
import re

GLOSS = 90  # characters of a gloss where there is no room for all of it


def plain(text: str) -> str:
    """Text for a Markdown label: every character that Markdown could take for a sign is escaped.

    The colon gets an invisible joiner behind it: Streamlit reads :name: as an icon even where it is escaped.
    """
    escaped = re.sub(r"([\\`*_{}\[\]()#+\-.!|<>~$&^=\"'])", r"\\\1", text.replace("\n", " "))
    return escaped.replace(":", "\\:\u2060")


def markup(text: str) -> str:
    """Text for HTML."""
    return html.escape(text, quote=True)


def shorten(text: str, most: int = GLOSS) -> str:
    """At most `most` characters, cut at a word, the cut marked by an ellipsis."""
    if len(text) <= most:
        return text
    head = text[: most - 1].rsplit(" ", 1)[0] or text[: most - 1]
    return head.rstrip(" ,;:(") + "…"


def count(number: int, singular: str, plural: str | None = None) -> str:
    """`1 node`, `1,182 nodes`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"
