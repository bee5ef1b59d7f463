"""What templates see of each record; a view holds nothing that its stamp does not stand for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from sourcebook.core.text.slugs import slug
from sourcebook.model import ARTICLE, KINDS, Briefing, Claim, Claimant, Derivation, Front, Kind, Source
from sourcebook.model.provenance import standing
from sourcebook.pages.facts import digest
from sourcebook.prose.page import Tie
from sourcebook.query.rows import domain

if TYPE_CHECKING:
    from sourcebook.pages.library import Library


class Head(NamedTuple):
    """What other pages show of a briefing."""

    slug: str
    url: str
    """Its site path."""
    front: Front


class ClaimView:
    """A claim with its number in the briefing, its claimant and its roots."""

    def __init__(self, briefing: Head, number: int, claim: Claim, library: Library) -> None:
        self.claim = claim
        self.number = number
        self.briefing = briefing
        self.person: Claimant | None = library.site.people.get(claim.by)
        row = library.rows["claims"][claim.id]
        self.by: str = row["claimant"]
        self.by_url = f"people/{slug(claim.by)}/" if self.person else ""
        self.roots = tuple(library.site.sources[name] for name in row["roots"])
        self.topics: tuple[str, ...] = row["topics"]
        self.url = f"claims/{slug(claim.id)}/"
        self.in_prose = f"{briefing.url}#claim-{claim.id}"

    @cached_property
    def stamp(self) -> bytes:
        """Stands for all that pages show of it."""
        return digest((self.claim, self.number, self.briefing, self.person, self.by, self.roots, self.topics))

    @property
    def parts(self) -> list[str]:
        """Names of the pieces of the site in it."""
        return [f"head {self.briefing.slug}", *(f"reference {root.id}" for root in self.roots)]

    @property
    def corroboration(self) -> int:
        """The number of independent root sources."""
        return len(self.roots)

    @property
    def standing(self) -> str:
        """How well it is sourced, in two words."""
        return standing(self.corroboration)


class BriefingView:
    """A briefing with its claims counted."""

    def __init__(self, briefing: Briefing, library: Library) -> None:
        self.head = Head(briefing.slug, briefing.url, briefing.front)
        self.slug, self.url, self.front = self.head
        self.image = library.site.files.get(briefing.image, "")
        self.picture = library.pictures.get(self.image)
        self.claims = [ClaimView(self.head, n, claim, library) for n, claim in enumerate(briefing.claims, 1)]
        self.named = len({view.claim.by for view in self.claims if view.claim.by != ARTICLE})
        self.roots = tuple({root.id: root for view in self.claims for root in view.roots}.values())
        self.unsourced = sum(not view.roots for view in self.claims)
        self.forecasts = sum(
            view.claim.kind == "forecast" and (view.claim.forecast is None or view.claim.forecast.outcome == "open")
            for view in self.claims
        )

    @cached_property
    def stamp(self) -> bytes:
        """Stands for all that pages show of it."""
        return digest((self.head, self.image, self.picture, self.claims))

    @property
    def parts(self) -> list[str]:
        """Names of the pieces of the site in it."""
        shown = [f"picture {self.image}"] if self.picture else []
        return [f"head {self.slug}", *shown, *named(self.claims)]


class SourceLine:
    """A source with what it rests on: what references and claims show of it."""

    def __init__(self, source: Source, library: Library) -> None:
        sources = library.site.sources
        self.source = source
        self.url = f"sources/{slug(source.id)}/"
        self.authors = ", ".join(name.shown for name in source.author)
        self.domain = domain(source)
        self.roots = [sources[name] for name in library.rows["sources"][source.id]["roots"]]
        self.is_root = not source.derives_from
        self.rests_on = [(step, sources[step.source]) for step in source.derives_from if step.source in sources]

    @cached_property
    def stamp(self) -> bytes:
        """Stands for all that pages show of it."""
        return digest((self.source, self.roots, self.rests_on))


class SourceView(SourceLine):
    """A source with what it rests on, what rests on it, and how many claims name it."""

    def __init__(self, source: Source, library: Library) -> None:
        super().__init__(source, library)
        self.feeds: list[tuple[Derivation, Source]] = library.feeds[source.id]
        self.claims = len(library.claims_by_source[source.id])
        self.briefed_in = library.briefed[source.id]

    @cached_property
    def stamp(self) -> bytes:
        """Stands for all that pages show of it."""
        return digest((self.source, self.roots, self.rests_on, self.feeds, self.claims, self.briefed_in))

    @property
    def parts(self) -> list[str]:
        """Names of the pieces of the site in it."""
        return [f"reference {self.source.id}"]


class PersonView:
    """A claimant with the number of claims made."""

    def __init__(self, person: Claimant, claims: list[ClaimView]) -> None:
        self.person = person
        self.url = f"people/{slug(person.id)}/"
        self.claims = len(claims)
        counts = Counter(view.claim.kind for view in claims)
        self.kinds: list[tuple[Kind, int]] = [(kind, counts[kind]) for kind in KINDS if counts[kind]]
        self.unsourced = sum(not view.roots for view in claims)

    @cached_property
    def stamp(self) -> bytes:
        """Stands for all that pages show of it."""
        return digest((self.person, self.kinds, self.unsourced))


class YearView(NamedTuple):
    """A year with the briefings of that time."""

    year: int
    url: str
    first: str
    """The date of its first briefing."""
    last: str
    briefings: int
    """How many there are."""


class About(NamedTuple):
    """What is about a topic."""

    name: str
    briefings: list[BriefingView]
    claims: list[ClaimView]


class TopicView:
    """A topic with the number of its briefings and of all claims on it."""

    def __init__(self, about: About, library: Library) -> None:
        self.name = about.name
        self.title = topic_title(about.name, library.site.config.topics)
        self.url = topic_url(about.name)
        self.claims = len(about.claims)
        self.briefings = len(about.briefings)
        self.unsourced = sum(not view.roots for view in about.claims)

    @cached_property
    def stamp(self) -> bytes:
        """Stands for all that pages show of it."""
        return digest((self.name, self.title, self.claims, self.briefings, self.unsourced))


def named(claims: Iterable[ClaimView]) -> list[str]:
    """Names of the pieces of the site that are these claims."""
    return [f"claim {view.claim.id}" for view in claims]


def topic_url(name: str) -> str:
    """The site path of a topic's page."""
    return f"topics/{slug(name)}/"


def topic_title(name: str, names: Mapping[str, str]) -> str:
    """How a topic is shown: by the name that the settings give it, or by its own word."""
    words = name.replace("-", " ")
    return names.get(name) or words[:1].upper() + words[1:]


def tie(view: ClaimView, *, is_own: bool) -> Tie:
    """What a link to a claim shows of it."""
    return Tie(
        view.number,
        view.claim.kind,
        view.by,
        view.claim.text,
        view.standing,
        bool(view.roots),
        view.url,
        is_own,
    )
