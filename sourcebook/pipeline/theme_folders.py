"""The folders of templates."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def theme_folders(source: Path) -> tuple[Path, Path]:
    """The folders of templates: the program's, and the site's own, which need not exist."""
    packed = PACKAGE / "theme"
    return packed if packed.is_dir() else PACKAGE.parent / "templates", source.absolute().parent / "templates"
