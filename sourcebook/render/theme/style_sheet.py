"""The style sheet of the colours and fonts in the settings."""

from __future__ import annotations

from sourcebook.model import SiteConfig
from sourcebook.model.palette import css_declarations, roles


def style_sheet(config: SiteConfig) -> str:
    """Return CSS for the colours and fonts in the settings; empty if there are none."""
    faces, families = "", dict[str, str]()
    for name, value in (("text", config.fonts.text), ("ui", config.fonts.ui)):
        if value.endswith(".woff2"):
            source = f'src: url("{value}") format("woff2"); font-display: swap;'
            faces += f'@font-face {{ font-family: "site-{name}"; {source} }}\n'
            value = f'"site-{name}", var(--{name}-default)'
        families |= {name: value} if value else {}
    css = faces + (f":root {{ {css_declarations(families)} }}\n" if families else "")
    # Each palette in its own scheme alone: this sheet comes last, and would else reach into the other, and into print.
    for scheme, colours in (("light", roles(config.colors)), ("dark", roles(config.dark_colors))):
        if colours:
            css += f"@media screen and (prefers-color-scheme: {scheme}) {{ :root {{ {css_declarations(colours)} }} }}\n"
    return css
