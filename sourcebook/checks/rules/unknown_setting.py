"""A setting in site.yaml refers to something unknown.

What it does: reports an entry of `nav` that is neither a section, a page nor a link, a `logo` that is no file, and an
entry of `checks` that is no rule; a new word in `topic_aliases` that no claim and no briefing has as a topic, and a
value that `ratings` has twice.
Why it matters: a misspelt rule silently stays at its level, and a misspelt page is missing from every page's head.
Example: `checks: {vague-sorce: warning}`.
How to fix: correct the name.
How to turn off: `checks: {unknown-setting: off}` in site.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.core.text.slugs import slug
from sourcebook.core.text.suggestions import did_you_mean
from sourcebook.model import LINK, Finding, Site
from sourcebook.model.site_paths import SECTIONS


def check(site: Site) -> Iterator[Finding]:
    """Yield a finding for each name in `nav` and `logo` that means nothing."""
    pages = [page.slug for page in site.pages]
    for index, name in enumerate(site.config.nav):
        if LINK.fullmatch(name):
            continue
        if name not in (*SECTIONS, *pages) and not site.is_invalid("page", name):
            location = site.location("site", "site.yaml", "nav", index)
            hint = did_you_mean(name, [*SECTIONS, *pages], f"known here: {', '.join([*SECTIONS, *pages])}")
            yield Finding("unknown-setting", "error", f"no section or page is named “{name}”", location, hint)
    topics = {slug(topic) for one in site.briefings for topic in one.front.topics}
    topics |= {slug(topic) for claim in site.claim_by_id.values() for topic in claim.topics}
    for old, new in site.config.topic_aliases.items():
        if slug(new) not in topics:
            location = site.location("site", "site.yaml", "topic_aliases", old)
            hint = did_you_mean(new, sorted(topics), "write a topic that a claim or a briefing has")
            yield Finding("unknown-setting", "error", f"no topic is “{new}”", location, hint)
    values = [one.value for one in site.config.ratings]
    for index, value in enumerate(values):
        if value in values[:index]:
            location = site.location("site", "site.yaml", "ratings", index, "value")
            yield Finding("unknown-setting", "error", "another rating has this value", location, "keep one of them")
    logo = site.config.logo
    if logo and logo not in site.files:
        hint = did_you_mean(logo, site.files, "put it into pages/, and write pages/NAME")
        yield Finding(
            "unknown-setting", "error", f"“{logo}” is no file", site.location("site", "site.yaml", "logo"), hint
        )
