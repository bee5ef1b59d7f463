"""Sizes and formats of the variants of images."""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import splitext

from sourcebook.markdown.document import ResponsiveImage
from sourcebook.model import ImageInfo, ImageSettings, Site

DIGEST_LENGTH = 10
"""Length of the digest in a file name."""


DRAWN = (".png", ".gif")
"""Suffixes of files that are mostly drawings or screenshots, which are compressed without loss as WebP."""


def responsive_images(site: Site) -> Mapping[str, ResponsiveImage]:
    """Return the readable raster images of a site with their variants, by site path."""
    found = site.images.items()
    return {site.files[path]: _pictured(path, site.files[path], one, site.config.images) for path, one in found}


def _pictured(path: str, url: str, picture: ImageInfo, settings: ImageSettings) -> ResponsiveImage:
    formats = () if picture.moves or not settings.widths else settings.formats
    if path.lower().endswith(DRAWN) and "webp" in formats:
        formats = ("webp",)
    # An image that is narrower than the widest one comes as wide as it is itself too.
    widest = min(picture.width, max(settings.widths, default=0))
    widths = sorted({*(width for width in settings.widths if width < picture.width), widest})
    stem = f"{splitext(url)[0]}-{picture.digest.hex()[:DIGEST_LENGTH]}"
    sources = tuple((kind, tuple((f"{stem}-{width}.{kind}", width) for width in widths)) for kind in formats)
    return ResponsiveImage(path, url, picture.width, picture.height, picture.digest, settings.quality, sources)
