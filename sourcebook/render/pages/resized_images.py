"""Variants of images in smaller sizes and other formats; only those are made that a page shows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sourcebook.core.images import ImageError, resize_image
from sourcebook.markdown.document import ResponsiveImage
from sourcebook.model import Finding, SourceLocation
from sourcebook.render.context import RenderContext
from sourcebook.render.output import PlannedOutput, RenderedOutput

WEIGHT = 25
"""Weight of one size of an image of a million pixels, in pages."""


def outputs(context: RenderContext) -> Iterator[PlannedOutput]:
    """Yield each size of each image in each format."""
    for url, one in context.site_index.images.items():
        for kind, sizes in one.sources:
            for path, width in sizes:
                dependency = f"picture {url}"
                render = partial(_resized, context, one, path, kind, width)
                yield PlannedOutput(path, render, (dependency,), only_if_used=dependency, weight=WEIGHT)


def _resized(context: RenderContext, picture: ResponsiveImage, path: str, kind: str, width: int) -> RenderedOutput:
    key = context.cache.key(["picture", picture.digest.hex(), kind, width, picture.quality])
    try:
        data = context.cache.get_or_make(
            key, lambda: resize_image(context.read(picture.path), width, kind, picture.quality)
        )
    except ImageError as error:
        message, hint = f"it cannot be drawn smaller: {error}", "save it again, or take a copy that is whole"
        return RenderedOutput(
            path, b"", (Finding("unreadable-image", "error", message, SourceLocation(picture.path), hint),)
        )
    return RenderedOutput(path, data)
