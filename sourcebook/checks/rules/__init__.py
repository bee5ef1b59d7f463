"""The rules: one file each, a function from a Site to findings. A new rule is one file and one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from sourcebook.checks.rules import (
    briefed_article,
    briefing_image,
    date_order,
    low_contrast,
    odd_forecast,
    odd_quantity,
    self_reference,
    unknown_language,
    unknown_rating,
    unknown_reference,
    unknown_setting,
    unknown_type,
    unknown_unit,
    unsound_computation,
)
from sourcebook.checks.rules.origins import derivation_circle, unclear_article, unclear_origin, unrelated_origin
from sourcebook.model import Finding, Site

Rule = Callable[[Site], Iterable[Finding]]

BUILT_IN_CHECKS: Mapping[str, Rule] = {
    "unknown-reference": unknown_reference.check,
    "derivation-circle": derivation_circle.check,
    "briefed-article": briefed_article.check,
    "briefing-image": briefing_image.check,
    "low-contrast": low_contrast.check,
    "odd-quantity": odd_quantity.check,
    "unknown-setting": unknown_setting.check,
    "date-order": date_order.check,
    "odd-forecast": odd_forecast.check,
    "self-reference": self_reference.check,
    "unclear-article": unclear_article.check,
    "unclear-origin": unclear_origin.check,
    "unknown-language": unknown_language.check,
    "unknown-rating": unknown_rating.check,
    "unknown-type": unknown_type.check,
    "unknown-unit": unknown_unit.check,
    "unrelated-origin": unrelated_origin.check,
    "unsound-computation": unsound_computation.check,
}
