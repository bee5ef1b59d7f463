"""Exit codes of the program; 3 for a failed publish is an attribute of its error."""

from __future__ import annotations

FINE = 0
FINDINGS = 1
"""Errors in the content, or warnings with `--strict`."""
USAGE = 2
"""Usage, configuration or set-up."""
INTERRUPTED = 130
