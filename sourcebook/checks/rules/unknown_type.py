"""A source has a type that CSL does not know.

What it does: reports a `type` that is no item type of the Citation Style Language 1.0.2.
Why it matters: citation styles write a report in another way than a newspaper's article; what they do not know they
write as any other thing.
Example: `type: newspaper`, where the type is `article-newspaper`.
How to fix: write the type that the hint names; `document` is right for anything.
How to turn off: `checks: {unknown-type: off}` in site.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.core.text.suggestions import did_you_mean
from sourcebook.model import CSL_TYPES, Finding, Site


def check(site: Site) -> Iterator[Finding]:
    """Yield a finding for each source of an unknown type."""
    for source in site.sources.values():
        if source.type not in CSL_TYPES:
            hint = did_you_mean(source.type, CSL_TYPES, "types are article-newspaper, webpage, report, interview, …")
            location = site.location("source", source.id, "type")
            yield Finding("unknown-type", "warning", f"“{source.type}” is no type of CSL", location, hint)
