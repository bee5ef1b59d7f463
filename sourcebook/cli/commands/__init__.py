"""The commands: one file each, or one for two that are alike. A new command is one file and one line here."""

from __future__ import annotations

from collections.abc import Mapping

COMMANDS: Mapping[str, str] = {
    "build": "sourcebook.cli.commands.build:build_command",
    "serve": "sourcebook.cli.commands.serve:serve_command",
    "check": "sourcebook.cli.commands.check:check_command",
    "claims": "sourcebook.cli.commands.query:claims_command",
    "sources": "sourcebook.cli.commands.query:sources_command",
    "publish": "sourcebook.cli.commands.publish:publish_command",
    "new": "sourcebook.cli.commands.new:new_group",
    "explain": "sourcebook.cli.commands.explain:explain_command",
    "schema": "sourcebook.cli.commands.schema:schema_command",
    "clean": "sourcebook.cli.commands.clean:clean_command",
}
"""The command by its name; its module is imported when it is used."""
