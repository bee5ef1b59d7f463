"""Links to the place of a quotation in its source (URL Fragment Text Directives, WICG)."""

from __future__ import annotations

import re
from urllib.parse import quote as percent_encoded

from sourcebook.core.text.addresses import encoded_url
from sourcebook.model import Quotation, Source

_GAP = re.compile(r"\S*\[[^\]]*\]\S*|…|\.\.\.")
"""What a quotation leaves out or inserts, with the rest of a word that it changes: `[T]he`."""


def quotation_url(source: Source, quotation: Quotation) -> str:
    """Return the URL of the source that leads to the quotation in it: `https://…#:~:text=before-,words,-after`.

    With words left out, the link leads from the first part to the last one. Empty if the source has no URL, or if
    the words are a translation, which do not stand in it.
    """
    parts = [part.strip() for part in _GAP.split(quotation.exact) if part.strip()]
    if not source.url or quotation.form == "translated" or not parts:
        return ""
    directive = ",".join(_encoded(part) for part in (parts if len(parts) == 1 else (parts[0], parts[-1])))
    if quotation.prefix.strip():
        directive = f"{_encoded(quotation.prefix)}-,{directive}"
    if quotation.suffix.strip():
        directive = f"{directive},-{_encoded(quotation.suffix)}"
    return f"{encoded_url(source.url)}{'' if '#' in source.url else '#'}:~:text={directive}"


def _encoded(text: str) -> str:
    """Encode a text; hyphen, comma and ampersand have a meaning of their own there."""
    return percent_encoded(" ".join(text.split()), safe="").replace("-", "%2D")
