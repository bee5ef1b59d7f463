"""What a page kind hands over: files of the site, with what they refer to."""

from __future__ import annotations

from typing import NamedTuple

from sourcebook.model import Finding
from sourcebook.prose.page import Anchor


class Output(NamedTuple):
    """One file of the site."""

    path: str
    """Below the site's root, as `claims/index.html`."""
    data: bytes
    findings: tuple[Finding, ...] = ()
    links: tuple[Anchor, ...] = ()
    """Places in pages that it leads to."""
