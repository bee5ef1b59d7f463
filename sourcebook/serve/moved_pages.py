"""Find the new URL of a page whose file, folder or id was renamed."""

from __future__ import annotations

from sourcebook.core.text.slugs import slug
from sourcebook.model import Briefing, Page, Site


def moved_to(before: Site, after: Site, url: str) -> str | None:
    """Return the site path in `after` of the page at `url` in `before`; None if it was deleted.

    Only new site paths are considered. A page is the same if its text is; a briefing or page also if its title is,
    because an author may rename and edit it at once.
    """
    old, new = _identifying_texts(before), _identifying_texts(after)
    if url in new or url not in old:
        return None
    fresh = {there: text for there, text in new.items() if there not in old}
    return next((there for text in old[url] for there, texts in fresh.items() if text in texts), None)


def _identifying_texts(site: Site) -> dict[str, list[tuple[str, str | bytes]]]:
    """Return texts that identify a page by site path, the most reliable first."""
    found: dict[str, list[tuple[str, str | bytes]]] = {}
    written: list[Briefing | Page] = [*site.briefings, *site.pages]
    for one in written:
        kind = type(one).__name__
        found[one.url] = [(kind, one.body.digest), (kind, f"# {one.front.title}")]
    for briefing in site.briefings:
        found |= {f"claims/{slug(claim.id)}/": [("claim", claim.text)] for claim in briefing.claims}
    found |= {f"sources/{slug(source.id)}/": [("source", source.title)] for source in site.sources.values()}
    return found | {f"people/{slug(person.id)}/": [("person", person.name)] for person in site.people.values()}
