"""`sourcebook explain`: what a rule is about."""

from __future__ import annotations

import click

from sourcebook.cli.exit_codes import FINE
from sourcebook.cli.options import known_rule


@click.command("explain")
@click.argument("rule")
def explain_command(rule: str) -> int:
    """Explain RULE, the name in brackets at the end of a message, and how to fix what it reports.

    \b
    Example:
      sourcebook explain broken-link
    """
    from sourcebook.checks.explanations import explain_rule

    click.echo(explain_rule(known_rule(rule)))
    return FINE
