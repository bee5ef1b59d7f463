"""Views of claimants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from sourcebook.core.text.collation import sort_key
from sourcebook.core.text.phrases import plural
from sourcebook.core.text.slugs import slug
from sourcebook.model import CLAIM_KINDS, Claimant, Kind, Site
from sourcebook.model.claimants import affiliation, shown_names
from sourcebook.render.views.claims import ClaimView
from sourcebook.render.views.view import View
from sourcebook.statements.inactive_claims import InactiveClaims
from sourcebook.statements.shares import NAMES_NO_SOURCE, Part


class PersonView(View):
    """A claimant with the number of its claims."""

    person: Claimant
    name: str
    """Its name; where several have it, with the id."""
    affiliation: str
    """The name of the organisation that it speaks for, or nothing."""
    claims: int
    """Number of its active claims, which were neither withdrawn nor retracted."""
    kinds: Sequence[tuple[Kind, int]]
    """Number of its active claims of each kind that it has."""
    unnamed: int
    """Number of its active claims that name no source."""
    inactive: InactiveClaims
    """How many further claims of it were withdrawn or retracted."""

    @property
    def heading(self) -> str:
        """How many claims it makes, how many of them name no source, and how many more were taken back."""
        made = f"{plural(self.claims, 'claim')}{Part(self.unnamed, NAMES_NO_SOURCE).text}"
        return self.inactive.after(made, self.claims)

    @property
    def url(self) -> str:
        """The site path of its page."""
        return f"people/{slug(self.person.id)}/"


def person_views(site: Site, claims: Mapping[str, Sequence[ClaimView]]) -> list[PersonView]:
    """Return the views of claimants, those with most claims first, then by name.

    Args:
        site: of the claimants.
        claims: by id of the claimant.
    """
    names = shown_names(site)
    views = [_person_view(site, names, person, claims.get(person.id, ())) for person in site.people.values()]
    key = sort_key(site.config.language)
    return sorted(views, key=lambda view: (-view.claims, key(view.name), view.person.id))


def _person_view(site: Site, names: Mapping[str, str], person: Claimant, claims: Sequence[ClaimView]) -> PersonView:
    active = [view for view in claims if view.is_active]
    counts = Counter(view.claim.kind for view in active)
    kinds = [(kind, counts[kind]) for kind in CLAIM_KINDS if counts[kind]]
    return PersonView(
        person=person,
        name=names[person.id],
        affiliation=affiliation(site, person),
        claims=len(active),
        kinds=kinds,
        unnamed=sum(not view.names_source for view in active),
        inactive=InactiveClaims.of(view.status for view in claims),
    )
