"""What every kind of page is handed: the records, the theme, the writer and the build's date."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sourcebook.citing import Citer
from sourcebook.kept import Anew
from sourcebook.pages.drawing import Drawings
from sourcebook.pages.library import Library
from sourcebook.pages.theme import Theme
from sourcebook.prose import Writer
from sourcebook.store import Store


class SitePages(NamedTuple):
    """One site being rendered."""

    library: Library
    theme: Theme
    writer: Writer
    citer: Callable[[], Citer]
    """Makes what cites on one page."""
    as_of: str
    """The build's date, YYYY-MM-DD."""
    kept: Anew
    """Charts that were drawn before."""
    store: Store
    """Charts that were drawn by earlier builds."""
    drawings: Drawings
    """Draws charts."""
    read: Callable[[str], bytes]
    """The bytes of a file of the content."""
    shared: object
    """Stands for all that every page may show: the same object as long as nothing of that has changed."""
