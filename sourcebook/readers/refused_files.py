"""Report what a content folder holds and no build reads: links to elsewhere, devices, odd names, captured texts."""

from __future__ import annotations

from sourcebook.core.cache.digests import digest_bytes
from sourcebook.core.filesystem import Refusal
from sourcebook.model import SourceLocation
from sourcebook.readers.context import ReadContext

RULES = {
    Refusal.LINK: ("stray-link", "copy what it leads to into the content folder"),
    Refusal.SPECIAL: ("unreadable-file", "delete it, or move it out of the content folder"),
    Refusal.NAME: ("unreadable-file", "rename the file"),
}
"""The rule and the hint for each reason."""


def report_refused(context: ReadContext, path: str) -> None:
    """Report a path that the scan of the folder passed over."""
    reason = context.folder.refused[path]
    rule, hint = RULES[reason]
    # The place of a finding is shown on terminals and pages: what controls them, or is no character, is escaped.
    shown = ascii(path)[1:-1] if reason is Refusal.NAME else path
    context.report(rule, reason.value, SourceLocation(shown), hint)


def report_captured(context: ReadContext) -> None:
    """Report files of the content that are the captured text of a source, which is never published."""
    by_size: dict[int, list[str]] = {}
    for path, stat in context.folder.captured():
        by_size.setdefault(stat.st_size, []).append(path)
    if not by_size:
        return
    message = "this file is the full text of a source, from {}, which is never published"
    for path in context.paths:
        same_size = by_size.get(context.folder.size(path), [])
        if same_size:
            digest = context.folder.digest(path)
            same = next((one for one in same_size if digest_bytes(context.folder.read_captured(one)) == digest), None)
            if same is not None:
                hint = "delete it; quote the sentences that matter"
                context.report("captured-text", message.format(same), SourceLocation(path), hint)
