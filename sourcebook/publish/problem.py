"""What a publish can fail of: a cause and the next step, with exit code 3."""

from __future__ import annotations

from sourcebook.errors import SourcebookError


class PublishError(SourcebookError):
    """The site did not get there: the target is as it was, or holds both old and new files, every page whole."""

    code = 3
