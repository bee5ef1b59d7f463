"""Templates and assets from disk."""

from __future__ import annotations

from pathlib import Path

from sourcebook.core.errors import SourcebookError
from sourcebook.core.filesystem import Folder
from sourcebook.model import Config
from sourcebook.style_sheet import style_sheet


def theme_files(default: Path, own: Path, config: Config) -> tuple[dict[str, str], dict[str, bytes]]:
    """The templates and the assets by name: the default's, a site's own in their place, and the looks it asks for.

    Args:
        default: the folder of the default's.
        own: the site's `templates/` folder, which need not exist.
        config: the settings.

    Raises:
        SourcebookError: when a template is not text.
    """
    templates: dict[str, str] = {}
    assets: dict[str, bytes] = {}
    for root in (default, own):
        folder = Folder(root)
        for path in folder.scan() if root.is_dir() else ():
            if path.startswith("assets/"):
                assets[path.removeprefix("assets/")] = folder.read(path)
                continue
            try:
                templates[path] = folder.read(path).decode()
            except UnicodeDecodeError as error:
                raise SourcebookError(f"{root / path}: not UTF-8", "save it with that encoding") from error
    looks = style_sheet(config).encode() + assets.get("site.css", b"")
    return templates, assets | ({"site.css": looks} if looks else {})
