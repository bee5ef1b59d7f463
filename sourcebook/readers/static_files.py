"""Files of the content that a build copies unchanged; of images among them, the size."""

from __future__ import annotations

import msgspec

from sourcebook.core.cache.digests import digest_bytes
from sourcebook.core.images import SUFFIXES, ImageError, measure_image
from sourcebook.core.regular_files import MAX_BYTES
from sourcebook.core.text.addresses import canonical
from sourcebook.model import Finding, ImageInfo, SourceLocation
from sourcebook.readers.context import ReadContext
from sourcebook.readers.formats import YAML

NOT_COPIED = (*YAML, ".md", ".py", ".csl")
"""Suffixes of files that a build reads and does not copy."""


class ParsedImage(msgspec.Struct, frozen=True, array_like=True):
    """The size of an image, or None with a finding."""

    image: ImageInfo | None
    findings: list[Finding]


def copy_file(context: ReadContext, path: str, site_path: str) -> None:
    """Add a file to the files that are copied, unless a build reads it."""
    if path.endswith(NOT_COPIED):
        return
    if path.rpartition("/")[2].startswith("?"):
        message = "no address leads to a file whose name begins with “?”"
        context.report("duplicate-id", message, SourceLocation(path), "rename the file")
        return
    size = context.folder.size(path)
    if size > MAX_BYTES:
        context.report_size(path, size, MAX_BYTES, "publish it elsewhere, and link to it")
        return
    if not path.lower().endswith(SUFFIXES):
        context.files[path] = canonical(site_path)
        return
    parsed = context.memo.cached_parse(path, ParsedImage, "")
    if parsed is None:
        data = context.data(path, MAX_BYTES, "")
        if data is None:
            return
        parsed = _parse(path, data)
        context.memo.remember_parse(path, parsed, "")
    context.files[path] = canonical(site_path)
    context.findings += parsed.findings
    if parsed.image is not None:
        context.images[path] = parsed.image


def _parse(path: str, data: bytes) -> ParsedImage:
    try:
        width, height, is_animated = measure_image(data)
    except ImageError as error:
        hint = "it is copied as it is; save it again to have it in smaller sizes"
        return ParsedImage(None, [Finding("unreadable-image", "warning", f"{error}", SourceLocation(path), hint)])
    return ParsedImage(ImageInfo(width, height, digest_bytes(data), is_animated), [])
