"""Names of those who make a claim."""

from __future__ import annotations

from sourcebook.model.claims import ARTICLE, DESK, Claim, Claimant
from sourcebook.model.front_matter import BriefingFrontMatter
from sourcebook.model.site import Briefing, Site


def claimant_names(site: Site, briefing: Briefing, claim: Claim) -> tuple[str, ...]:
    """Return the names of the claimants of a claim, in the order of `by`; of one that is not defined its id."""
    return tuple(_name(site, briefing, claim, one) for one in dict.fromkeys(claim.by))


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
    return f"The article of “{briefing.front.title}”"


def affiliation(site: Site, person: Claimant) -> str:
    """Return the name of the organisation that a claimant speaks for, or nothing."""
    organisation = site.people.get(person.affiliation)
    return organisation.name if organisation else person.affiliation


def _name(site: Site, briefing: Briefing, claim: Claim, one: str) -> str:
    if one == DESK:
        return site.config.desk
    if one == ARTICLE:
        return article_name(site, briefing, claim) if len(briefing.front.briefed) > 1 else "The article"
    return site.people[one].name if one in site.people else one
