"""Names of those who make a claim."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from sourcebook.model.claims import ARTICLE, DESK, Claim, Claimant
from sourcebook.model.front_matter import BriefingFrontMatter
from sourcebook.model.site import Briefing, Site

ARTICLE_NAME = "The article"


def shown_names(site: Site) -> Mapping[str, str]:
    """Return the names of people by id; where several have one name, each has its id after it."""
    counts = Counter([*(one.name for one in site.people.values()), site.config.desk, ARTICLE_NAME])
    return {name: one.name if counts[one.name] == 1 else f"{one.name} ({name})" for name, one in site.people.items()}


def claimant_names(site: Site, names: Mapping[str, str], briefing: Briefing, claim: Claim) -> tuple[str, ...]:
    """Return the names of the claimants of a claim, in the order of `by`; of one that is not defined its id.

    Args:
        site: of the claim.
        names: result of `shown_names`.
        briefing: of the claim.
        claim: the claim.
    """
    made_up = {DESK: site.config.desk, ARTICLE: ARTICLE_NAME}
    if len(briefing.front.briefed) > 1:
        made_up[ARTICLE] = article_name(site, briefing, claim)
    return tuple(names.get(one) or made_up.get(one, one) for one in dict.fromkeys(claim.by))


def stating_articles(front: BriefingFrontMatter, claim: Claim) -> tuple[str, ...]:
    """Return the ids of the articles that may state a claim: the one that it names, or all briefed ones.

    The desk's own findings stand in none.
    """
    if set(claim.by) == {DESK}:
        return ()
    return (claim.article,) if claim.article else front.briefed


def article_name(site: Site, briefing: Briefing, claim: Claim) -> str:
    """Return the name of the article that states a claim: its title, or that of the briefing about it."""
    articles = stating_articles(briefing.front, claim)
    if len(articles) == 1 and articles[0] in site.sources:
        return f"“{site.sources[articles[0]].title}”"
    one = "One of the articles" if len(articles) > 1 else ARTICLE_NAME
    return f"{one} of “{briefing.front.title}”"


def affiliation(site: Site, person: Claimant) -> str:
    """Return the name of the organisation that a claimant speaks for, or nothing."""
    organisation = site.people.get(person.affiliation)
    return organisation.name if organisation else person.affiliation
