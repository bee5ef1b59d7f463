"""The Atom feed (RFC 4287) of the newest briefings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from zoneinfo import ZoneInfo

from sourcebook.core.text.dates import UNDATED, first_moment
from sourcebook.model import BriefingFrontMatter
from sourcebook.render.context import RenderContext
from sourcebook.render.output import PageInfo, PlannedOutput

ENTRIES = 30


def outputs(context: RenderContext) -> Iterator[PlannedOutput]:
    """Yield `feed.xml`; its date is that of the newest entry, so that it changes only with the content."""
    zone = ZoneInfo(context.templates.config.timezone)
    dated = [view for view in context.site_index.briefings if view.front.changed != UNDATED]
    entries = [(view.summary, moment(view.front, zone)) for view in dated[:ENTRIES]]
    updated = max((when for _, when in entries), default="1970-01-01T00:00:00Z")
    page = PageInfo(context.templates.config.title, "feed.xml")
    yield context.page("feed.xml", page, plain_values=(entries, updated), entries=entries, updated=updated)


def moment(front: BriefingFrontMatter, zone: tzinfo) -> str:
    """Return the last change of a briefing in RFC 3339 and UTC: its time, or the start of its day in the zone."""
    start = first_moment(front.changed, zone)
    return f"{start.replace(tzinfo=None).isoformat(timespec='seconds')}Z"
