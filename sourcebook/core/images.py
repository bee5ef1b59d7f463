"""Raster images: measure them, and make smaller ones in formats that browsers load faster."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif")
"""Suffixes of raster images."""
MOST = 100_000_000
"""Pixels; a larger image is not opened: it would need about a gigabyte of memory."""
COLOUR_SPACE = slice(16, 20)
"""Bytes of an ICC profile that name its colour space (ICC.1:2022, table 20)."""
AVIF_BELOW = 20
"""Difference between the quality settings of WebP and AVIF at which images look alike."""


class ImageError(Exception):
    """An image cannot be read; the message says why."""


def measure_image(data: bytes) -> tuple[int, int, bool]:
    """Measure an image as it is shown: width and height in pixels, and whether it is animated.

    Raises:
        ImageError: when it cannot be read.
    """
    with _reading():
        image = _opened(data)
        width, height = image.size
        if image.getexif().get(0x0112, 1) >= 5:  # Orientation, as EXIF 2.32 has it: from 5 on it lies on its side.
            width, height = height, width
        return width, height, getattr(image, "n_frames", 1) > 1


def resize_image(data: bytes, width: int, kind: str, quality: int) -> bytes:
    """Make an image of a given width in pixels, upright, and without its metadata.

    Args:
        data: of the image.
        width: of the result, at most its own.
        kind: `avif` or `webp`.
        quality: 1 to 100, as WebP counts.

    Raises:
        ImageError: when it cannot be read.
    """
    from PIL import Image, ImageOps

    with _reading():
        image = _opened(data)
        if image.format == "JPEG":
            image.draft(None, (2 * width, 2 * width))  # Decoded no larger than it has to be.
        sized = _in_colour(ImageOps.exif_transpose(image))
        if width != sized.width:
            height = max(1, round(sized.height * width / sized.width))
            sized = sized.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    # A profile of grey or of printing inks does not hold for red, green and blue.
    own = image.info.get("icc_profile") or b""
    profile = {"icc_profile": own if own[COLOUR_SPACE] == b"RGB " else b""}
    return min(
        (_saved(sized, kind, {**profile, **way}) for way in _encoder_settings(kind, quality, image.format)), key=len
    )


@contextmanager
def _reading() -> Iterator[None]:
    """Raise ImageError for whatever a format's reader raises on a damaged file."""
    try:
        yield
    except ImageError:
        raise
    except Exception as error:
        raise ImageError(f"no image that can be read: {error}") from error


def _opened(data: bytes) -> Image:
    from PIL import Image, UnidentifiedImageError
    from PIL.Image import DecompressionBombError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # The limit is our own.
            image = Image.open(io.BytesIO(data))
    except UnidentifiedImageError as error:
        raise ImageError("no image that can be read") from error
    except DecompressionBombError as error:  # Pillow looks first, and its limit is higher.
        raise ImageError(f"more than {MOST:,} pixels") from error
    if image.width * image.height > MOST:
        raise ImageError(f"more than {MOST:,} pixels")
    return image


def _in_colour(image: Image) -> Image:
    """The image in red, green and blue, with its transparency."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")  # Of 16 bits.
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _encoder_settings(kind: str, quality: int, source: str | None) -> Sequence[Mapping[str, object]]:
    """Return encoder settings for a format; the smallest result is used."""
    if kind == "avif":
        return ({"quality": max(1, quality - AVIF_BELOW), "speed": 8, "max_threads": 1},)
    lossy = {"quality": quality, "method": 4}
    # Drawings and pictures of screens are smaller without loss; photographs are not, whatever they are saved as.
    return (lossy,) if source == "JPEG" else ({"lossless": True, "quality": 80, "method": 4}, lossy)


def _saved(image: Image, kind: str, options: Mapping[str, object]) -> bytes:
    saved = io.BytesIO()
    image.save(saved, kind, **{**options, "exif": b"", "xmp": b""})
    return saved.getvalue()
