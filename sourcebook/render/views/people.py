"""Views of claimants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property

from sourcebook.core.cache.digests import digest
from sourcebook.core.text.slugs import slug
from sourcebook.model import CLAIM_KINDS, Claimant, Kind, Site
from sourcebook.render.views.claims import ClaimView


class PersonView:
    """A claimant with the number of its claims."""

    def __init__(self, person: Claimant, claims: Sequence[ClaimView]) -> None:
        self.person = person
        self.url = f"people/{slug(person.id)}/"
        self.claims = len(claims)
        counts = Counter(view.claim.kind for view in claims)
        self.kinds: list[tuple[Kind, int]] = [(kind, counts[kind]) for kind in CLAIM_KINDS if counts[kind]]
        self.unsourced = sum(not view.roots for view in claims)

    @cached_property
    def digest(self) -> bytes:
        """Digest of everything that pages show of it."""
        return digest((self.person, self.kinds, self.unsourced))


def person_views(site: Site, claims: Mapping[str, Sequence[ClaimView]]) -> list[PersonView]:
    """Return the views of claimants, those with most claims first, then by name.

    Args:
        site: of the claimants.
        claims: by id of the claimant.
    """
    views = [PersonView(person, claims.get(person.id, ())) for person in site.people.values()]
    return sorted(views, key=lambda view: (-view.claims, view.person.name.casefold()))
