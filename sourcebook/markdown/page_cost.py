"""Tell which texts may take very long: rules of Markdown look at each of their signs again and again."""

from __future__ import annotations

SIGNS = "[]<>()*_`!&{}@\\~^:#"
"""Signs that begin or end something in Markdown."""
MANY = 5_000
"""Times that a text with no such purpose has one of them."""
LONG = 300_000
"""Characters of a text that may take seconds whatever it holds."""


def may_take_long(text: str) -> bool:
    """Return whether rendering a text may take seconds: it is long, or has thousands of one sign."""
    return len(text) > LONG or any(text.count(sign) > MANY for sign in SIGNS)


def costliest_line(text: str) -> int:
    """Return the number of the line with most of one of these signs, or the deepest indentation; counted from 0."""
    lines = text.split("\n")

    def cost(at: int) -> tuple[int, int, int]:
        line = lines[at]
        return max(len(line) - len(line.lstrip()), *map(line.count, SIGNS)), len(line), -at

    return max(range(len(lines)), key=cost)
