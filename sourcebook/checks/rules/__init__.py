"""The rules: one file each, a function from a Site to findings. A new rule is one file and one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from sourcebook.checks.rules import (
    briefed_article,
    briefing_image,
    derivation_circle,
    low_contrast,
    odd_quantity,
    unclear_origin,
    unknown_reference,
    unknown_setting,
    unrelated_origin,
)
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
    "unclear-origin": unclear_origin.check,
    "unrelated-origin": unrelated_origin.check,
}
