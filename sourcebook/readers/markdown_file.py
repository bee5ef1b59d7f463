"""Read Markdown files: front matter at once, the body when a page is rendered."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
from msgspec.structs import replace

from sourcebook.core.cache.memo import FileChangedError, RoundMemo
from sourcebook.core.filesystem import ContentFolder
from sourcebook.model import BriefingFrontMatter, Finding, MarkdownBody, PageFrontMatter, SourceLocation
from sourcebook.readers.context import ReadContext, parse_type
from sourcebook.readers.decoding.front_matter import split_front_matter
from sourcebook.readers.decoding.utf8_text import decode

F = TypeVar("F", bound=BriefingFrontMatter | PageFrontMatter)


class ParsedMarkdown(msgspec.Struct, Generic[F], frozen=True, array_like=True):
    """The front matter of a Markdown file, and what identifies its body."""

    front: F | None
    size: int
    """Characters of the body."""
    digest: bytes
    """Digest of the body."""
    body_line: int
    """The line of the file on which the body starts."""
    locations: dict[str, SourceLocation]
    findings: list[Finding]


class MarkdownFile(NamedTuple):
    """A Markdown file that was read."""

    parsed: ParsedMarkdown[Any]
    body: MarkdownBody


def read_markdown(context: ReadContext, path: str, front_type: type[F]) -> MarkdownFile | None:
    """Read a Markdown file; None if it is not text, or a draft and drafts are left out.

    Args:
        context: of the reading.
        path: of the file.
        front_type: of its front matter.
    """
    parsed: ParsedMarkdown[Any] | None = context.memo.cached_parse(path, parse_type(ParsedMarkdown, front_type), "")
    if parsed is not None:
        body = MarkdownBody(parsed.digest, partial(_read_body, context.folder, path, parsed))
    else:
        text = context.text(path)
        if text is None:
            return None
        parsed, body = _parse(path, text, front_type)
        context.memo.remember_parse(path, parsed, "")
    context.findings += parsed.findings
    is_draft = parsed.front is not None and parsed.front.draft
    return None if is_draft and not context.drafts else MarkdownFile(parsed, body)


def reread_body(root: Path, path: str, memo: RoundMemo) -> MarkdownBody | None:
    """Read a Markdown file again after an edit; return its body if only that changed since the last parse, else None.

    Args:
        root: the content folder.
        path: of the file.
        memo: holds the last parse, and will hold the new one.

    Raises:
        OSError: if the file cannot be read.
    """
    before, text = memo.last_parse(path), decode(path, ContentFolder(root).read(path))
    if not isinstance(before, ParsedMarkdown) or before.front is None or isinstance(text, Finding):
        return None
    now, body = _parse(path, text, type(before.front))
    if replace(now, size=before.size, digest=before.digest) != before:
        return None
    memo.remember_parse(path, now, "")
    return body


def _parse(path: str, text: str, front_type: type[F]) -> tuple[ParsedMarkdown[F], MarkdownBody]:
    parts = split_front_matter(path, text, front_type)
    body = MarkdownBody.of(parts.body)
    found = ParsedMarkdown(parts.front, len(parts.body), body.digest, parts.body_line, parts.locations, parts.findings)
    return found, body


def _read_body(folder: ContentFolder, path: str, parsed: ParsedMarkdown[Any]) -> str:
    """Return the body of a file whose front matter was parsed earlier.

    Raises:
        FileChangedError: if the body changed since.
    """
    text = decode(path, folder.read(path))
    body = text[len(text) - parsed.size :] if isinstance(text, str) else ""
    if MarkdownBody.of(body).digest != parsed.digest:
        raise FileChangedError(path)
    return body
