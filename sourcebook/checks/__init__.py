"""The rules: one file each, a function from a Site to findings. A new rule is one file and one line here."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping

from sourcebook.checks import (
    briefed_article,
    briefing_image,
    derivation_circle,
    low_contrast,
    odd_quantity,
    unknown_reference,
    unknown_setting,
)
from sourcebook.checks.elsewhere import ELSEWHERE
from sourcebook.model import FATAL, Config, Finding, Site

Rule = Callable[[Site], Iterable[Finding]]

RULES: Mapping[str, Rule] = {
    "unknown-reference": unknown_reference.check,
    "derivation-circle": derivation_circle.check,
    "briefed-article": briefed_article.check,
    "briefing-image": briefing_image.check,
    "low-contrast": low_contrast.check,
    "odd-quantity": odd_quantity.check,
    "unknown-setting": unknown_setting.check,
}
NAMES = frozenset({*RULES, *ELSEWHERE})
"""Every rule that a finding can name, those of reading and of pages included."""


def explained(name: str) -> str:
    """What a rule is about, in the words of its own file.

    Returns:
        A line on what is wrong; then, each beginning a line: What it does, Why it matters, Example, How to fix, How to
        turn off.
    """
    text = ELSEWHERE.get(name) or sys.modules[RULES[name].__module__].__doc__ or ""
    return text.strip()


def check_site(site: Site) -> list[Finding]:
    """The findings of every rule, in the order of the table."""
    return [finding for rule in RULES.values() for finding in rule(site)]


def levelled(findings: Iterable[Finding], config: Config) -> list[Finding]:
    """The findings without doubles, at the levels that `checks:` in site.yaml sets, sorted by place.

    A finding which says that a file could not be read keeps its level, whatever the settings say.
    """
    levels = config.checks
    chosen: set[Finding] = set()
    for finding in findings:
        level = finding.level if finding.rule in FATAL else levels.get(finding.rule, finding.level)
        if level != "off":
            chosen.add(finding._replace(level=level))
    return sorted(chosen, key=lambda one: (one.place, one.rule, one.message))
