"""A source has a language that is no BCP 47 tag.

What it does: reports a `language` that is neither a tag, as `de` or `pt-BR`, nor the English name of a language.
Why it matters: browsers read words aloud, hyphenate and set them by their language; what is none is left out.
Example: `language: in German`.
How to fix: write the tag.
How to turn off: `checks: {unknown-language: off}` in site.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.core.text.languages import LANGUAGES, language_tag
from sourcebook.core.text.suggestions import did_you_mean
from sourcebook.model import Finding, Site


def check(site: Site) -> Iterator[Finding]:
    """Yield a finding for each source of an unknown language."""
    for source in site.sources.values():
        if source.language and not language_tag(source.language):
            hint = did_you_mean(source.language.lower(), LANGUAGES, "write its tag: en, de, pt-BR, zh-Hant")
            location = site.location("source", source.id, "language")
            message = f"“{source.language}” is no tag of a language"
            yield Finding("unknown-language", "warning", message, location, hint)
