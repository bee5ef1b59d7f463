"""Topics as templates see them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from sourcebook.core.cache.digests import digest
from sourcebook.model.site_paths import topic_title, topic_url
from sourcebook.render.views.briefings import BriefingView
from sourcebook.render.views.claims import ClaimView

if TYPE_CHECKING:
    from sourcebook.render.site_index import SiteIndex


class TopicMembers(NamedTuple):
    """What is about a topic."""

    name: str
    briefings: list[BriefingView]
    claims: list[ClaimView]


class TopicView:
    """A topic with the number of its briefings and of all claims on it."""

    def __init__(self, about: TopicMembers, index: SiteIndex) -> None:
        self.name = about.name
        self.title = topic_title(about.name, index.site.config.topics)
        self.url = topic_url(about.name)
        self.claims = len(about.claims)
        self.briefings = len(about.briefings)
        self.unsourced = sum(not view.roots for view in about.claims)

    @cached_property
    def digest(self) -> bytes:
        """Stands for all that pages show of it."""
        return digest((self.name, self.title, self.claims, self.briefings, self.unsourced))
