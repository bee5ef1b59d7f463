"""Where a page has gone whose address is no longer there: a renamed file, folder or id."""

from __future__ import annotations

from sourcebook.core.text.slugs import slug
from sourcebook.model import Briefing, Page, Site


def moved_to(before: Site, after: Site, url: str) -> str | None:
    """The address in `after` of the page that stood at `url` in `before`; None when it was deleted.

    Only an address that is new can be that of a page that moved. The same words make a page the same one; for a
    briefing or page, its title too, because an author may rename and edit it at once.
    """
    old, new = _words(before), _words(after)
    if url in new or url not in old:
        return None
    fresh = {there: words for there, words in new.items() if there not in old}
    return next((there for words in old[url] for there, others in fresh.items() if words in others), None)


def _words(site: Site) -> dict[str, list[tuple[str, str | bytes]]]:
    """By address: the words by which a page is known again, the surest first."""
    found: dict[str, list[tuple[str, str | bytes]]] = {}
    written: list[Briefing | Page] = [*site.briefings, *site.pages]
    for one in written:
        kind = type(one).__name__
        found[one.url] = [(kind, one.body.digest), (kind, f"# {one.front.title}")]
    for briefing in site.briefings:
        found |= {f"claims/{slug(claim.id)}/": [("claim", claim.text)] for claim in briefing.claims}
    found |= {f"sources/{slug(source.id)}/": [("source", source.title)] for source in site.sources.values()}
    return found | {f"people/{slug(person.id)}/": [("person", person.name)] for person in site.people.values()}
