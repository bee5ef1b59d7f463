"""Read templates and assets: those of the program, and those of a site, which replace them."""

from __future__ import annotations

from pathlib import Path

from sourcebook.core.errors import SourcebookError
from sourcebook.core.filesystem import ContentFolder

PACKAGE = Path(__file__).resolve().parent.parent


def theme_folders(source: Path) -> tuple[Path, Path]:
    """Return the template folders of the program and of the site; the second need not exist."""
    packed = PACKAGE / "render" / "theme" / "default"  # in a wheel
    return packed if packed.is_dir() else PACKAGE.parent / "templates", source.absolute().parent / "templates"


def read_theme(source: Path) -> tuple[dict[str, str], dict[str, bytes]]:
    """Read templates and assets by name; those of a site replace those of the program.

    Args:
        source: the content folder.

    Raises:
        SourcebookError: if a template is not text.
    """
    templates: dict[str, str] = {}
    assets: dict[str, bytes] = {}
    for root in theme_folders(source):
        folder = ContentFolder(root)
        for path in folder.scan() if root.is_dir() else ():
            if path.startswith("assets/"):
                assets[path.removeprefix("assets/")] = folder.read(path)
                continue
            try:
                templates[path] = folder.read(path).decode()
            except UnicodeDecodeError as error:
                raise SourcebookError(f"{root / path}: not UTF-8", "save it with that encoding") from error
    return templates, assets
