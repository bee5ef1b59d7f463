"""Views of topics."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from sourcebook.core.cache.digests import digest
from sourcebook.core.text.slugs import slug
from sourcebook.model.site_paths import topic_title, topic_url
from sourcebook.render.views.briefings import BriefingView
from sourcebook.render.views.claims import ClaimView


class TopicMembers(NamedTuple):
    """Briefings and claims about a topic."""

    name: str
    briefings: list[BriefingView]
    claims: list[ClaimView]


class TopicView:
    """A topic with the number of its briefings and of all claims on it."""

    def __init__(self, about: TopicMembers, title: str) -> None:
        self.name = about.name
        self.title = title
        self.url = topic_url(about.name)
        self.claims = len(about.claims)
        self.briefings = len(about.briefings)
        self.unsourced = sum(not view.roots for view in about.claims)

    @cached_property
    def digest(self) -> bytes:
        """Digest of everything that pages show of it."""
        return digest((self.name, self.title, self.claims, self.briefings, self.unsourced))


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
    return {name: TopicView(one, topic_title(one.name, titles)) for name, one in members.items()}
