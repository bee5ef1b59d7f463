"""Sources derive from each other in a circle.

What it does: reports a source that, followed through `derives_from`, leads back to itself, and shows the way.
Why it matters: corroboration counts the sources at the end of the way. A circle has no end, so nothing in it
rests on anything.
Example: `a` rewrites `b`, and `b` cites `a`.
How to fix: find out which was published first, and delete the step that leads away from it.
How to turn off: `checks: {derivation-circle: off}` in site.yaml; claims that rest on the circle then have no origin.
"""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.model import Finding, Site
from sourcebook.model.provenance import derivation_cycle


def check(site: Site) -> Iterator[Finding]:
    """Yield one finding that shows the first circle, if there is one."""
    way = derivation_cycle(site.sources)
    if way:
        location = site.location("source", way[0], "derives_from")
        message = f"sources derive from each other in a circle: {' → '.join(way)}"
        yield Finding("derivation-circle", "error", message, location, "delete one of these steps")
