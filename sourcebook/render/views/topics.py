"""Views of topics."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sourcebook.core.text.slugs import slug
from sourcebook.model.site_paths import topic_title, topic_url
from sourcebook.render.views.briefings import BriefingView
from sourcebook.render.views.claims import ClaimView
from sourcebook.render.views.view import View
from sourcebook.statements.inactive_claims import InactiveClaims
from sourcebook.statements.shares import sourcing


class TopicMembers(NamedTuple):
    """Briefings and claims about a topic."""

    name: str
    briefings: list[BriefingView]
    claims: list[ClaimView]


class TopicView(View):
    """A topic with the number of its briefings and of all claims on it."""

    name: str
    title: str
    claims: int
    """Number of active claims on it, which were neither withdrawn nor retracted."""
    briefings: int
    """Number of briefings about it."""
    unnamed: int
    """Number of active claims on it that name no source."""
    inactive: InactiveClaims
    """How many further claims on it were withdrawn or retracted."""

    @property
    def sourcing(self) -> str:
        """How many claims on it name no source and how many were taken back, without a full stop."""
        return self.inactive.after(sourcing(self.unnamed, self.claims).text, self.claims)

    @property
    def url(self) -> str:
        """The site path of its page."""
        return topic_url(self.name)


def topic_members(briefings: Iterable[BriefingView]) -> dict[str, TopicMembers]:
    """Return briefings and claims by slug of the topic; topics with the same slug are one."""
    found: dict[str, TopicMembers] = {}

    def topics(names: Sequence[str]) -> Iterator[TopicMembers]:
        # Of two words of one address the first is the topic's name.
        for address, name in {slug(name): name for name in reversed(names)}.items():
            yield found.setdefault(address, TopicMembers(name, [], []))

    for briefing in briefings:
        for topic in topics(briefing.front.topics):
            topic.briefings.append(briefing)
        for view in briefing.claims:
            for topic in topics(view.topics):
                topic.claims.append(view)
    return found


def topic_views(members: Mapping[str, TopicMembers], titles: Mapping[str, str]) -> dict[str, TopicView]:
    """Return the views of topics, by slug.

    Args:
        members: of each topic, by slug.
        titles: in the settings, by topic.
    """
    return {
        name: TopicView(
            name=one.name,
            title=topic_title(one.name, titles),
            claims=sum(view.is_active for view in one.claims),
            briefings=len(one.briefings),
            unnamed=sum(view.is_active and not view.names_source for view in one.claims),
            inactive=InactiveClaims.of(view.status for view in one.claims),
        )
        for name, one in members.items()
    }
