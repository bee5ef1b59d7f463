"""A faster Python-Markdown with identical output: it skips rules whose required characters do not occur in a text.

It replaces private methods of Python-Markdown. So it is used only with the versions that it was tested with, and
Python-Markdown's own code with all others. It halves the time of a first build of plain pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import markdown
from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.toc import TocExtension

TESTED_VERSION = (3, 11)
"""Major and minor version of Python-Markdown with which the output was compared."""


def create_markdown(
    extensions: Sequence[Extension], toc: Mapping[str, Any], needed: Mapping[str, tuple[str, ...]]
) -> Markdown:
    """Return a Markdown processor that writes HTML.

    Args:
        extensions: to load besides the table of contents.
        toc: options of the table of contents.
        needed: for inline patterns that are registered later, by name: characters of which each match contains one.
    """
    if markdown.__version_info__[:2] != TESTED_VERSION:
        return Markdown(extensions=[*extensions, TocExtension(**toc)], output_format="html")
    from sourcebook.markdown.fast.processor import FastMarkdown
    from sourcebook.markdown.fast.toc import FastTocExtension

    return FastMarkdown(needed, extensions=[*extensions, FastTocExtension(**toc)], output_format="html")
