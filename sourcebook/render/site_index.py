"""The site index: views of all records, by id, topic, year and path."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from copy import copy
from decimal import Decimal
from functools import cached_property
from typing import Any

from msgspec.structs import replace

from sourcebook.citations.author_date import disambiguate_years
from sourcebook.core.text.addresses import canonical
from sourcebook.core.text.collation import sort_key
from sourcebook.markdown.document import ClaimLink, ResponsiveImage
from sourcebook.model import Briefing, BriefingSummary, Claim, MarkdownBody, Page, Site
from sourcebook.model.computation import all_via
from sourcebook.model.corroboration import Corroboration, corroborations
from sourcebook.model.relations import relations
from sourcebook.model.site_paths import SECTIONS
from sourcebook.query.fields import claim_fields, source_fields
from sourcebook.query.language import Field, Row
from sourcebook.query.rows import claim_rows, source_rows
from sourcebook.render.backlinks import Backlinks
from sourcebook.render.image_variants import responsive_images
from sourcebook.render.views.briefings import BriefingView, YearView, briefing_views, by_year, year_title
from sourcebook.render.views.claims import ClaimView, claim_link, claim_views
from sourcebook.render.views.facets import Facet, facets
from sourcebook.render.views.people import PersonView, person_views
from sourcebook.render.views.sources import SourceSummary, SourceView, source_summary, source_views
from sourcebook.render.views.topics import TopicMembers, TopicView, topic_members, topic_views

DATA_FILES = "claims.json claims.csv sources.json sources.bib people.json briefings.json"
DATA = tuple(f"data/{name}" for name in DATA_FILES.split())
"""Site paths of the data exports."""


class SiteIndex:
    """Views of all records of a site, built on first use."""

    def __init__(self, site: Site) -> None:
        self.site, self._relations = site, relations(site)
        claims = claim_views(site, self.rows["claims"], self._evidence, self._relations)
        self.briefings = briefing_views(site, self.images, claims)
        self.claims = [view for briefing in self.briefings for view in briefing.claims]
        self.briefing_view_by_slug = {view.slug: view for view in self.briefings}
        self.briefing_by_slug = {briefing.slug: briefing for briefing in site.briefings}
        """Records of briefings, by slug."""
        self._claim_rows: dict[str, Row] = {}

    @cached_property
    def rows(self) -> Mapping[str, Mapping[str, Row]]:
        """Rows of `claims` and `sources` for queries, each by id."""
        return {
            "claims": {row["id"]: row for row in claim_rows(self.site, self._evidence, self._relations)},
            "sources": {row["id"]: row for row in source_rows(self.site, self._relations)},
        }

    def with_text(self, path: str, body: MarkdownBody) -> SiteIndex:
        """Return the same index with another text of one content file."""
        other = copy(self)
        briefings = tuple(replace(one, body=body) if one.path == path else one for one in self.site.briefings)
        pages = tuple(replace(one, body=body) if one.path == path else one for one in self.site.pages)
        other.site = replace(self.site, briefings=briefings, pages=pages)
        other.briefing_by_slug = {briefing.slug: briefing for briefing in briefings}
        vars(other).pop("texts", None)
        return other

    def claim_row(self, view: ClaimView) -> Row:
        """Return the row of a claim for charts: query fields, with names instead of ids, without its position.

        Its `legs` are lists of the source that is named and of the origins behind it.
        """
        name = view.claim.id
        if name not in self._claim_rows:
            facts = self.rows["claims"][name]
            lists = {field: list(value) for field, value in facts.items() if isinstance(value, tuple)}
            own = {
                "by": view.by, "by_ids": lists["by"], "standing": view.standing, "href": "",
                "legs": [list(leg) for leg in view.legs],
            }  # fmt: skip
            floats = {field: float(value) for field, value in facts.items() if isinstance(value, Decimal)}
            self._claim_rows[name] = {**facts, **lists, **floats, **own}
        return self._claim_rows[name]

    @cached_property
    def _evidence(self) -> Mapping[str, Corroboration]:
        return corroborations(self.site)

    @cached_property
    def _claims(self) -> Mapping[str, Claim]:
        return self.site.claim_by_id

    @cached_property
    def fields(self) -> Mapping[str, Mapping[str, Field]]:
        """Query fields of `claims` and `sources`."""
        return {"claims": claim_fields(self.site), "sources": source_fields(self.site)}

    def records(self, claim: Claim) -> dict[str, Any]:
        """Return the `sources` and `people` that a claim names, by id."""
        answers = [
            name for response in claim.responses for via in response.via for name in (via.source, *via.carried_by)
        ]
        sources = [*(via.source for via in claim.via), *(quote.source for quote in claim.quotes), *answers]
        sources += [name for review in claim.reviews for name in review.sources]
        people = [*(quote.speaker for quote in claim.quotes), *(review.by for review in claim.reviews)]
        people += [name for response in claim.responses for name in response.by]
        return {
            "sources": {name: self.site.sources[name] for name in sources if name in self.site.sources},
            "people": {name: self.site.people[name] for name in people if name and name in self.site.people},
        }

    def transitive_sources(self, view: BriefingView) -> set[str]:
        """Return ids of the sources of a briefing's claims and its article, with all that they derive from."""
        found: set[str] = set()
        ahead = [via.source for one in view.claims for via in all_via(one.claim, self._claims)]
        ahead += view.front.briefed
        while ahead:
            name = ahead.pop()
            if name not in found:
                found.add(name)
                source = self.site.sources.get(name)
                ahead += [step.source for step in source.derives_from] if source else []
        return found

    @cached_property
    def claim_by_id(self) -> dict[str, ClaimView]:
        """Claims by id."""
        return {view.claim.id: view for view in self.claims}

    @cached_property
    def claim_links(self) -> dict[str, ClaimLink]:
        """Links to all claims, for pages without own claims."""
        return {view.claim.id: claim_link(view, is_own=False) for view in self.claims}

    @cached_property
    def source_summaries(self) -> dict[str, SourceSummary]:
        """Summaries of sources, by id."""
        return {
            name: source_summary(source, self.rows["sources"][name], self.site.sources)
            for name, source in self.site.sources.items()
        }

    def reference(self, name: str) -> object:
        """Return everything that a reference to a source shows; None if there is no such source."""
        return (self.source_summaries[name], self._years.get(name)) if name in self.source_summaries else None

    @cached_property
    def _years(self) -> Mapping[str, str]:
        """Years of sources with letters, if references show them."""
        return disambiguate_years(self.site.sources) if self.site.config.citations != "numbered" else {}

    @cached_property
    def titles(self) -> dict[str, str]:
        """Titles of sources by id."""
        return {name: source.title for name, source in self.site.sources.items()}

    @cached_property
    def summaries(self) -> dict[str, BriefingSummary]:
        """Summaries of briefings, by slug."""
        return {name: view.summary for name, view in self.briefing_view_by_slug.items()}

    @cached_property
    def texts(self) -> dict[str, tuple[bytes, int]]:
        """Digest and first line of the text of each prose page, by content path."""
        return {one.path: (one.body.digest, one.body_line) for one in self._prose}

    @cached_property
    def figure_inputs(self) -> dict[str, tuple[object, ...]]:
        """Everything that figures of each briefing depend on, by slug."""
        return {one.slug: (one.charts, one.files, one.figure_inputs_digest) for one in self.site.briefings}

    @cached_property
    def images(self) -> Mapping[str, ResponsiveImage]:
        """Raster images, by site path."""
        return responsive_images(self.site)

    @cached_property
    def urls(self) -> dict[str, str]:
        """Site paths of prose pages, by content path."""
        return {one.path: one.url for one in self._prose}

    @property
    def _prose(self) -> list[Briefing | Page]:
        return [*self.site.briefings, *self.site.pages]

    @cached_property
    def addresses(self) -> dict[str, str]:
        """Site paths by the paths that authors write: those of content files, and paths that start with a slash."""
        written = {**self.site.files, **self.urls, **{f"/{path}": path for path in self.site_paths}}
        return {canonical(path): there for path, there in written.items()}

    @cached_property
    def topics(self) -> list[TopicView]:
        """All topics, by title."""
        key = sort_key(self.site.config.language)
        return sorted(self.topic_by_slug.values(), key=lambda topic: (key(topic.title), topic.name))

    @cached_property
    def topic_by_slug(self) -> dict[str, TopicView]:
        """Topics by slug."""
        return topic_views(self.topic_members, self.site.config.topics)

    @cached_property
    def topic_members(self) -> dict[str, TopicMembers]:
        """Briefings and claims by topic."""
        return topic_members(self.briefings)

    @cached_property
    def by_year(self) -> dict[int, list[BriefingView]]:
        """Briefings by the year of their date, both newest first."""
        return by_year(self.briefings)

    @property
    def years(self) -> list[YearView]:
        """The years of the briefings, newest first."""
        return [
            YearView(
                year_title(year), f"archive/{year_title(year)}/", views[-1].front.date, views[0].front.date, len(views)
            )
            for year, views in self.by_year.items()
        ]

    @cached_property
    def neighbours(self) -> dict[str, tuple[BriefingSummary | None, BriefingSummary | None]]:
        """The previous and the next briefing in time, by slug."""
        newest_first = [None, *(view.summary for view in self.briefings), None]
        adjacent = zip(newest_first[2:], self.briefings, newest_first, strict=False)
        return {view.slug: (older, newer) for older, view, newer in adjacent}

    @cached_property
    def facets(self) -> list[Facet]:
        """Facets of the ledger."""
        return facets(self.site.config, self.claims, self.rows["claims"], self.people, self.topics)

    @cached_property
    def site_paths(self) -> frozenset[str]:
        """All site paths that links with a leading slash can refer to."""
        # A list of topics is there when there are some, or when the navigation leads to it.
        has_topics = bool(self.topics) or "topics" in self.site.config.nav
        sections = [name for name in SECTIONS if name != "topics" or has_topics]
        lists = ["", *(f"{name}/" for name in sections), "feed.xml", *DATA]
        lists += [f"archive/{year}/" for year in self.by_year]
        views: list[Any] = [*self.sources, *self.people, *self.claims, *self.topics]
        lists += [value.url for facet in self.facets for value in facet.values]
        return frozenset([*lists, *self.urls.values(), *self.site.files.values(), *(view.url for view in views)])

    @cached_property
    def claims_by_source(self) -> dict[str, list[ClaimView]]:
        """Claims that name a source in `via`, or were computed from such claims, by source id."""
        found: dict[str, list[ClaimView]] = defaultdict(list)
        for view in self.claims:
            for name in dict.fromkeys(via.source for via in all_via(view.claim, self._claims)):
                found[name].append(view)
        return found

    @cached_property
    def briefed(self) -> dict[str, list[BriefingSummary]]:
        """Briefings about a source, by source id."""
        found: dict[str, list[BriefingSummary]] = defaultdict(list)
        for view in self.briefings:
            for name in view.front.briefed:
                found[name].append(view.summary)
        return found

    @cached_property
    def backlinks(self) -> Backlinks:
        """What other records say of claimants and sources."""
        return Backlinks(self.site, self.claims)

    @cached_property
    def sources(self) -> list[SourceView]:
        """All sources, by title."""
        return source_views(self.site, self.rows["sources"], self.briefed)

    @cached_property
    def source_by_id(self) -> dict[str, SourceView]:
        """Sources by id."""
        return {view.source.id: view for view in self.sources}

    @cached_property
    def people(self) -> list[PersonView]:
        """All claimants, those with most claims first, then by name."""
        return person_views(self.site, self.claims_by_person)

    @cached_property
    def claims_by_person(self) -> dict[str, list[ClaimView]]:
        """Claims by id of the claimant."""
        found: dict[str, list[ClaimView]] = defaultdict(list)
        for view in self.claims:
            for name in dict.fromkeys(view.claim.by):
                found[name].append(view)
        return found

    @cached_property
    def person_by_id(self) -> dict[str, PersonView]:
        """Claimants by id."""
        return {view.person.id: view for view in self.people}
