"""What was changed after publication: corrections of briefings, and claims that were withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sourcebook.render.views.briefings import BriefingView
from sourcebook.statements.totals import CHANGES


class Change(NamedTuple):
    """A correction or a withdrawal."""

    date: str
    kind: str
    """A kind of correction, or `withdraw`."""
    text: str
    """What was changed, or why the claim was withdrawn."""
    claim: str | None
    """The id of the claim that it concerns."""

    @property
    def name(self) -> str:
        """Its kind for readers."""
        return CHANGES[self.kind]


def changes(view: BriefingView) -> Iterator[Change]:
    """Yield the corrections of a briefing in their order, then its withdrawn claims in theirs."""
    for one in view.front.corrections:
        yield Change(one.date, one.kind, one.text, one.claim)
    for claim in (one.claim for one in view.claims):
        if claim.withdrawn:
            yield Change(claim.withdrawn.date, "withdraw", claim.withdrawn.reason, claim.id)
