"""Run the checks, and give findings the levels that a site sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sourcebook.checks.explanations import RULE_NAMES
from sourcebook.checks.rules import BUILT_IN_CHECKS
from sourcebook.core.text.suggestions import did_you_mean
from sourcebook.model import FATAL, Finding, Site, SiteConfig

SETTINGS = "site.yaml"
SETTINGS_RULES = frozenset({"unknown-key", "unknown-rating", "unknown-unit", "unknown-setting", "query"})
"""Rules whose findings follow from the settings."""


def run_checks(site: Site) -> list[Finding]:
    """Return the findings of all rules, and findings about names of rules in site.yaml."""
    return [*(finding for rule in BUILT_IN_CHECKS.values() for finding in rule(site)), *_unknown_rules(site)]


def apply_levels(findings: Iterable[Finding], config: SiteConfig) -> list[Finding]:
    """Return the findings without duplicates, with the levels of `checks:` in site.yaml, sorted by location.

    The level of findings about unreadable files cannot be set. If the settings themselves cannot be read, what
    depends on them is left out: levels, custom fields, units and scales are not known then.
    """
    levels = config.checks
    selected: set[Finding] = set()
    found = list(findings)
    if any(one.location.file == SETTINGS and one.rule in (*FATAL, "missing-file") for one in found):
        found = [one for one in found if one.level == "error" and one.rule not in SETTINGS_RULES]
    for finding in found:
        level = finding.level if finding.rule in FATAL else levels.get(finding.rule, finding.level)
        if level != "off":
            selected.add(finding._replace(level=level))
    return sorted(selected, key=lambda one: (one.location, one.rule, one.message))


def _unknown_rules(site: Site) -> Iterator[Finding]:
    """Yield a finding for each entry of `checks:` that is not a rule."""
    for name in site.config.checks:
        if name not in RULE_NAMES:
            location, hint = site.location("site", "site.yaml", "checks", name), did_you_mean(name, RULE_NAMES)
            yield Finding("unknown-setting", "error", f"no rule is named “{name}”", location, hint)
