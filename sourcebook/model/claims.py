"""Claims, claimants, quantities, forecasts and reviews."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import Meta

from sourcebook.model.record import Amount, ContentRecord, Edtf, Id, IdOrIds, Ids, Text, Url

Kind = Literal["fact", "figure", "event", "causal", "opinion", "forecast"]
CLAIM_KINDS: tuple[Kind, ...] = ("fact", "figure", "event", "causal", "opinion", "forecast")
ARTICLE = "article"
"""The claimant of a claim in the article's own voice."""
DESK = "desk"
"""The claimant of what the site found out itself."""


class Claimant(ContentRecord, frozen=True):
    """A person, organisation or publication that makes claims."""

    id: Id
    """What claims call it; unique in the site."""
    name: Text
    """The name as it is shown."""
    kind: Literal["person", "organisation", "publication"]
    """What it is."""
    role: str = ""
    """Office or profession."""
    affiliation: str = ""
    """The organisation that it speaks for: the id of one in people/, or words."""
    url: Url | None = None
    """A page about it."""
    aliases: Ids = ()
    """Ids that it had: the addresses of their pages lead to its page."""


class Via(ContentRecord, frozen=True, rename={"carried_by": "from"}):
    """A source that a claim rests on, and the place in it."""

    source: Id
    """The id of the source."""
    carried_by: Ids = ()
    """The id, or ids, of those of the sources behind it that carried the claim. Empty: it is not recorded which."""
    locator: str = ""
    """The place in it: p. 3, para. 2, 12:30."""


class Quotation(ContentRecord, frozen=True):
    """A short verbatim quotation, with its speaker and source."""

    exact: Text
    """The quoted words, verbatim; an ellipsis marks words left out."""
    source: Id
    """The id of the source in which they stand."""
    speaker: Id | None = None
    """The id of the claimant who said them."""
    form: Literal["direct", "partial", "translated"] = "direct"
    """A whole sentence, a fragment, or words translated."""
    prefix: str = ""
    """Words that stand before it in the source, to find it by."""
    suffix: str = ""
    """Words that stand after it."""


class Quantity(ContentRecord, frozen=True):
    """A number that a claim states: `value`, or `min` and `max`."""

    id: Id
    """What other quantities of the claim call it."""
    unit: Text
    """ISO 4217 for money (CNY, USD), UCUM for measures."""
    measure: str = ""
    """What is measured, in words: fund size."""
    value: Amount | None = None
    """The number: 60.06e9, 1.1 billion, 58 %."""
    min: Amount | None = None
    """The lower end of a range."""
    max: Amount | None = None
    """The upper end of a range."""
    bound: Literal["exact", "approx", "up_to", "at_least"] = "exact"
    """How exact the number is said to be."""
    period: Edtf | None = None
    """The time that it covers."""
    converted_from: Id | None = None
    """The id of the claim's other quantity that this one was computed from."""
    rate_date: Edtf | None = None
    """The day of the rate by which it was converted."""


Likelihood = Literal[
    "almost no chance",
    "very unlikely",
    "unlikely",
    "roughly even chance",
    "likely",
    "very likely",
    "almost certain",
]
"""The terms of ICD 203, in rising order: 1-5, 5-20, 20-45, 45-55, 55-80, 80-95, 95-99 %."""


LIKELIHOOD_RANGES: Mapping[str, tuple[int, int]] = {
    "almost no chance": (1, 5),
    "very unlikely": (5, 20),
    "unlikely": (20, 45),
    "roughly even chance": (45, 55),
    "likely": (55, 80),
    "very likely": (80, 95),
    "almost certain": (95, 99),
}
"""What these terms mean, in per cent (ICD 203)."""


class Forecast(ContentRecord, frozen=True):
    """What a claim says of the future, and how it turned out."""

    made_on: Edtf | None = None
    """When it was made."""
    horizon: Edtf | None = None
    """When it can be judged: a date or an interval. None says that the speaker named no date."""
    criteria: str = ""
    """How it will be judged."""
    probability: Annotated[float, Meta(ge=0, le=1, description="a probability from 0 to 1")] | None = None
    """As the speaker gave it, 0 to 1."""
    likelihood: Likelihood | None = None
    """In a term of ICD 203, as the speaker gave it."""
    outcome: Literal["open", "yes", "no", "ambiguous", "annulled"] = "open"
    """How it turned out."""
    resolved_on: Edtf | None = None
    """When that was known."""


class Review(ContentRecord, frozen=True):
    """A verdict on a claim by another claimant."""

    verdict: Text
    """The judgement in a word or two."""
    by: Id
    """The id of the claimant who gave the verdict."""
    date: Edtf
    """When it was judged."""
    rating: Amount | None = None
    """The verdict as a number on the scale `ratings` of site.yaml."""
    rationale: str = ""
    """Why."""
    sources: tuple[Id, ...] = ()
    """Ids of the sources that it rests on."""


class Response(ContentRecord, frozen=True):
    """What someone whom a claim concerns said to it."""

    by: IdOrIds
    """The id of the claimant, or several."""
    kind: Literal["denies", "confirms", "declines", "no-answer"]
    """Whether they deny it, confirm it, decline to comment, or gave no answer."""
    date: Edtf | None = None
    """When."""
    text: str = ""
    """What they said, in the words of the briefing."""
    via: tuple[Via, ...] = ()
    """The sources in which it is to be read."""


class Withdrawal(ContentRecord, frozen=True):
    """Why a briefing makes a claim no more."""

    date: Edtf
    """When it was withdrawn."""
    reason: Text
    """Why."""


class Claim(ContentRecord, frozen=True):
    """One statement that can be believed or doubted, in the briefing's own words."""

    id: Id
    """Unique in the site; its permanent address is `/claims/ID/`."""
    text: Text
    """The claim, in the words of the briefing."""
    kind: Kind
    """What sort of statement it is; never whether it is true."""
    by: IdOrIds
    """A claimant's id, or several who say it together; `article` for the article's own voice, `desk` for the site's."""
    article: Id | None = None
    """The id of the article that states it, where the briefing has several."""
    via: tuple[Via, ...] = ()
    """The sources that it rests on, the briefed article apart. Empty: it names no source."""
    computed_from: tuple[Text, ...] = ()
    """For the desk's own findings: the quantities that it was computed from, each as CLAIM.QUANTITY."""
    method: str = ""
    """How it was computed or found out."""
    as_of: Edtf | None = None
    """When it was made."""
    topics: tuple[Text, ...] = ()
    """What it is about."""
    confidence: Literal["low", "moderate", "high"] | None = None
    """How sure the analysts are that it holds."""
    supports: tuple[Id, ...] = ()
    """Ids of claims that it speaks for."""
    attacks: tuple[Id, ...] = ()
    """Ids of claims that it speaks against."""
    supersedes: Ids = ()
    """Ids of earlier claims whose place it takes."""
    quotes: tuple[Quotation, ...] = ()
    """The claimant’s own words."""
    quantities: tuple[Quantity, ...] = ()
    """The numbers that it states."""
    forecast: Forecast | None = None
    """For a forecast: by when, and how it turned out."""
    reviews: tuple[Review, ...] = ()
    """Judgements by others than the claimant."""
    responses: tuple[Response, ...] = ()
    """What those said to it whom it concerns."""
    withdrawn: Withdrawal | None = None
    """If the briefing makes it no more: since when, and why. It keeps its page, which says so."""
    aliases: Ids = ()
    """Ids that it had: the addresses of their pages lead to its page."""
