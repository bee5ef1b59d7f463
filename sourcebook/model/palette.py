"""The colours of a site by role, and their contrast.

Contrast is that of WCAG 2.2 (1.4.3): the ratio of relative luminances, 1 to 21; text needs 4.5.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sourcebook.model.claims import CLAIM_KINDS
from sourcebook.model.settings import Colors, SiteConfig

LIGHT: Mapping[str, str] = {
    "paper": "#fbfaf7", "ink": "#1c1c1a", "soft": "#63625c", "line": "#dedbd2", "tint": "#f3f0e8", "accent": "#0b5563",
    "alarm": "#b3341a", "fact": "#234ca6", "figure": "#007e5e", "event": "#4b4b4c", "causal": "#815d9b",
    "opinion": "#945a00", "forecast": "#90200e",
    "series-a": "#4a6d8a", "series-b": "#835a08", "series-c": "#3c9e8d",
    "series-d": "#512f70", "series-e": "#741f27", "series-f": "#9d8806",
}  # fmt: skip
DARK: Mapping[str, str] = {
    "paper": "#161715", "ink": "#e9e7e0", "soft": "#a5a39a", "line": "#3a3b36", "tint": "#20211e", "accent": "#7cc4cf",
    "alarm": "#ff8f73", "fact": "#77bdfe", "figure": "#70ae8b", "event": "#bcbcc3", "causal": "#bc85c7",
    "opinion": "#e1b050", "forecast": "#e37c42",
    "series-a": "#59a9e2", "series-b": "#af6434", "series-c": "#74edd6",
    "series-d": "#837297", "series-e": "#cf8d7b", "series-f": "#dac468",
}  # fmt: skip
"""The theme's dark colours by role; a test compares them with the style sheet."""
TEXT_ROLES: Mapping[str, tuple[str, ...]] = {
    "paper": ("ink", "soft", "accent", "alarm", *CLAIM_KINDS),
    "tint": ("ink", "soft"),
}
"""Roles of text, by the role of the background."""
MIN_CONTRAST = 4.5


class LowContrast(NamedTuple):
    """Two colours whose contrast is too low for text."""

    setting: str
    """`colors` or `dark_colors`."""
    role: str
    """The role of the two that the site sets."""
    text: str
    ground: str
    ratio: float


def low_contrast_pairs(config: SiteConfig) -> Iterator[LowContrast]:
    """Yield the pairs of roles with too little contrast that a colour of the settings causes."""
    for setting, own, default in (("colors", config.colors, LIGHT), ("dark_colors", config.dark_colors, DARK)):
        given = roles(own)
        colours = {**default, **given}
        for ground, texts in TEXT_ROLES.items():
            for text in texts:
                ratio = contrast(colours[text], colours[ground])
                if ratio < MIN_CONTRAST and (text in given or ground in given):
                    yield LowContrast(setting, text if text in given else ground, text, ground, ratio)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, each as `#rrggbb`."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def palettes(config: SiteConfig) -> tuple[dict[str, str], dict[str, str]]:
    """Return the colours of a site by role, for the light and for the dark scheme."""
    return {**LIGHT, **roles(config.colors)}, {**DARK, **roles(config.dark_colors)}


def roles(colours: Colors) -> dict[str, str]:
    """Return the colours that are set, by role."""
    values: dict[str, Any] = {name: getattr(colours, name) for name in colours.__struct_fields__}
    return {name: value for name, value in values.items() if value}


def css_declarations(values: Mapping[str, str]) -> str:
    """Return declarations of CSS custom properties, by their names without the hyphens."""
    return " ".join(f"--{name}: {value};" for name, value in values.items())
