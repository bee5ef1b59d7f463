"""Explanations of rules: those of checks are the docstrings of their files."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from sourcebook.checks.page_rules import PAGE_RULES
from sourcebook.checks.reading_rules import READING_RULES
from sourcebook.checks.rules import BUILT_IN_CHECKS

STAGE_RULES: Mapping[str, str] = {**READING_RULES, **PAGE_RULES}
"""By rule: in one line what is wrong, then what the rule does, why, an example, how to fix it, how to turn it off."""
RULE_NAMES = frozenset({*BUILT_IN_CHECKS, *STAGE_RULES})
"""Every rule that a finding can name, those of reading and of pages included."""


def explain_rule(name: str) -> str:
    """What a rule is about, in the words of its own file.

    Returns:
        A line on what is wrong; then, each beginning a line: What it does, Why it matters, Example, How to fix, How to
        turn off.
    """
    text = STAGE_RULES.get(name) or sys.modules[BUILT_IN_CHECKS[name].__module__].__doc__ or ""
    return text.strip()
