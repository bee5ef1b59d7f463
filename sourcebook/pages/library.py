"""What templates and charts see: the site's records with what follows from them, each counted once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

from sourcebook.addresses import SECTIONS, slug
from sourcebook.dates import first_day
from sourcebook.evidence import standing
from sourcebook.model import ARTICLE, KINDS, Briefing, Claim, Claimant, Derivation, Kind, Page, Site, Source
from sourcebook.pages.facets import Facet, facets
from sourcebook.prose.page import Tie
from sourcebook.query import Field, Row
from sourcebook.rows import claim_fields, claim_rows, domain, source_fields, source_rows

DATA = ("data/claims.json", "data/claims.csv", "data/sources.json", "data/sources.bib")
"""What other programs can take: the site's claims and sources."""


class ClaimView:
    """A claim with its number in the briefing, its claimant and its roots."""

    def __init__(self, briefing: Briefing, number: int, claim: Claim, library: Library) -> None:
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
        self.briefing = briefing
        self.front = briefing.front
        self.url = briefing.url
        self.image = library.site.files.get(briefing.image, "")
        self.claims = [ClaimView(briefing, n, claim, library) for n, claim in enumerate(briefing.claims, 1)]
        self.named = len({view.claim.by for view in self.claims if view.claim.by != ARTICLE})
        self.roots = tuple({root.id: root for view in self.claims for root in view.roots}.values())
        self.unsourced = sum(not view.roots for view in self.claims)
        self.forecasts = sum(
            view.claim.kind == "forecast" and (view.claim.forecast is None or view.claim.forecast.outcome == "open")
            for view in self.claims
        )


class SourceView:
    """A source with what it rests on, what rests on it, and the claims that name it."""

    def __init__(self, source: Source, library: Library) -> None:
        sources = library.site.sources
        self.source = source
        self.url = f"sources/{slug(source.id)}/"
        self.authors = ", ".join(name.shown for name in source.author)
        self.domain = domain(source)
        self.roots = [sources[name] for name in library.rows["sources"][source.id]["roots"]]
        self.is_root = not source.derives_from
        self.rests_on = [(step, sources[step.source]) for step in source.derives_from if step.source in sources]
        self.feeds: list[tuple[Derivation, Source]] = library.feeds[source.id]
        self.claims = library.claims_by_source[source.id]
        self.briefed_in = [b for b in library.briefings if b.front.article == source.id]


class PersonView:
    """A claimant with the claims made."""

    def __init__(self, person: Claimant, claims: list[ClaimView]) -> None:
        self.person = person
        self.url = f"people/{slug(person.id)}/"
        self.claims = claims
        counts = Counter(view.claim.kind for view in claims)
        self.kinds: list[tuple[Kind, int]] = [(kind, counts[kind]) for kind in KINDS if counts[kind]]
        self.unsourced = sum(not view.roots for view in claims)


class TopicView:
    """A topic with its briefings and all claims on it."""

    def __init__(self, name: str, library: Library) -> None:
        self.name = name
        self.title = topic_title(name, library.site.config.topics)
        self.url = topic_url(name)
        self.claims: list[ClaimView] = []
        self.briefings: list[BriefingView] = []

    @property
    def unsourced(self) -> int:
        """How many of its claims have no source."""
        return sum(not view.roots for view in self.claims)


def topic_url(name: str) -> str:
    """The site path of a topic's page."""
    return f"topics/{slug(name)}/"


def topic_title(name: str, names: Mapping[str, str]) -> str:
    """How a topic is shown: by the name that the settings give it, or by its own word."""
    words = name.replace("-", " ")
    return names.get(name) or words[:1].upper() + words[1:]


class Library:
    """All records of a site, ready to show."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.briefings = [BriefingView(briefing, self) for briefing in site.briefings]
        self.claims = [view for briefing in self.briefings for view in briefing.claims]
        self.by_slug = {view.briefing.slug: view for view in self.briefings}

    @cached_property
    def rows(self) -> Mapping[str, Mapping[str, Row]]:
        """What queries select from: `claims` and `sources`, each by id."""
        return {
            "claims": {row["id"]: row for row in claim_rows(self.site)},
            "sources": {row["id"]: row for row in source_rows(self.site)},
        }

    @cached_property
    def fields(self) -> Mapping[str, Mapping[str, Field]]:
        """What can be asked of `claims` and of `sources`."""
        return {"claims": claim_fields(self.site), "sources": source_fields(self.site)}

    @cached_property
    def claim_by_id(self) -> dict[str, ClaimView]:
        """Every claim by id."""
        return {view.claim.id: view for view in self.claims}

    @cached_property
    def ties(self) -> dict[str, Tie]:
        """What a link to each claim shows, for a page that has none of them as its own."""
        return {view.claim.id: tie(view, is_own=False) for view in self.claims}

    @cached_property
    def titles(self) -> dict[str, str]:
        """Titles of sources by id."""
        return {name: source.title for name, source in self.site.sources.items()}

    @cached_property
    def urls(self) -> dict[str, str]:
        """Content file to site path, of every page of prose."""
        written: list[Briefing | Page] = [*self.site.briefings, *self.site.pages]
        return {one.path: one.url for one in written}

    @cached_property
    def topics(self) -> list[TopicView]:
        """Every topic by title; words of one address are one topic."""
        found: dict[str, TopicView] = {}

        def named(names: Iterable[str]) -> list[TopicView]:
            views = [found.setdefault(slug(name), TopicView(name, self)) for name in names]
            return list(dict.fromkeys(views))

        for briefing in self.briefings:
            for topic in named(briefing.front.topics):
                topic.briefings.append(briefing)
            for view in briefing.claims:
                for topic in named(view.topics):
                    topic.claims.append(view)
        return sorted(found.values(), key=lambda topic: topic.title.casefold())

    @cached_property
    def years(self) -> dict[int, list[BriefingView]]:
        """Briefings by the year of their date, both newest first."""
        found: dict[int, list[BriefingView]] = {}
        for view in self.briefings:
            found.setdefault(first_day(view.front.date).year, []).append(view)
        return found

    @cached_property
    def neighbours(self) -> dict[str, tuple[BriefingView | None, BriefingView | None]]:
        """By slug of a briefing: the one before it in time, and the one after it."""
        newest_first = [None, *self.briefings, None]
        around = zip(newest_first[2:], self.briefings, newest_first, strict=False)
        return {view.briefing.slug: (older, newer) for older, view, newer in around}

    @cached_property
    def facets(self) -> list[Facet]:
        """By what the ledger can be narrowed."""
        return facets(self)

    @cached_property
    def site_paths(self) -> frozenset[str]:
        """Every site path that a link which starts with a slash can lead to."""
        # A list of topics is there when there are some, or when the navigation leads to it.
        has_topics = bool(self.topics) or "topics" in self.site.config.nav
        sections = [name for name in SECTIONS if name != "topics" or has_topics]
        lists = ["", *(f"{name}/" for name in sections), "feed.xml", *DATA]
        lists += [f"archive/{year}/" for year in self.years]
        views: list[SourceView | PersonView | ClaimView | TopicView] = [
            *self.sources,
            *self.people,
            *self.claims,
            *self.topics,
        ]
        lists += [option.url for facet in self.facets for option in facet.options]
        return frozenset([*lists, *self.urls.values(), *self.site.files.values(), *(view.url for view in views)])

    @cached_property
    def feeds(self) -> dict[str, list[tuple[Derivation, Source]]]:
        """By source id: the sources that derive from it."""
        found: dict[str, list[tuple[Derivation, Source]]] = defaultdict(list)
        for source in self.site.sources.values():
            for step in source.derives_from:
                found[step.source].append((step, source))
        return found

    @cached_property
    def claims_by_source(self) -> dict[str, list[ClaimView]]:
        """By source id: the claims that name it in `via`."""
        found: dict[str, list[ClaimView]] = defaultdict(list)
        for view in self.claims:
            for name in dict.fromkeys(via.source for via in view.claim.via):
                found[name].append(view)
        return found

    @cached_property
    def sources(self) -> list[SourceView]:
        """Every source, by title."""
        return [SourceView(one, self) for one in sorted(self.site.sources.values(), key=lambda s: s.title.casefold())]

    @cached_property
    def source_by_id(self) -> dict[str, SourceView]:
        """Every source by id."""
        return {view.source.id: view for view in self.sources}

    @cached_property
    def people(self) -> list[PersonView]:
        """Every claimant, those with most claims first, then by name."""
        by: dict[str, list[ClaimView]] = defaultdict(list)
        for view in self.claims:
            by[view.claim.by].append(view)
        views = [PersonView(person, by[person.id]) for person in self.site.people.values()]
        return sorted(views, key=lambda view: (-len(view.claims), view.person.name.casefold()))


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
