"""Everything that pages are rendered from, in a form that another process can use."""

from __future__ import annotations

import io
import pickle
from collections.abc import Mapping, Set
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from sourcebook.charts.jobs.queue import ChartScheduler
from sourcebook.citations import citation_formatter
from sourcebook.core.cache.disk_cache import ResultCache, open_code_cache
from sourcebook.core.filesystem import ContentFolder
from sourcebook.markdown.renderer import MarkdownRenderer
from sourcebook.model import MarkdownBody, Site, custom_fields
from sourcebook.model.custom_fields import explicit_fields
from sourcebook.render.context import RenderContext
from sourcebook.render.site_index import SiteIndex
from sourcebook.render.theme.bytecode_cache import Codes, TemplateBytecodeCache
from sourcebook.render.theme.templates import TemplateEnvironment

Texts = Mapping[bytes, str]
"""Texts of pages of prose by their digests."""


class RenderInputs(NamedTuple):
    """A site, its theme, and what else its pages show."""

    site: Site
    as_of: str
    """The build's date, YYYY-MM-DD, or empty."""
    templates: Mapping[str, str]
    renamed: Mapping[str, str]
    """Assets whose name contains a fingerprint: that site path by the one that templates use."""
    assets: Set[str]
    """Names of the theme's assets."""
    content: Path
    cache: ResultCache
    """Results of earlier builds."""

    def render_context(self, charts: ChartScheduler, codes: Codes) -> RenderContext:
        """Return the render context of the site.

        Args:
            charts: draws or finds charts.
            codes: compiled templates of this process.
        """
        compiled = TemplateBytecodeCache(open_code_cache(), codes)
        theme = TemplateEnvironment(self.site, self.templates, self.renamed, self.assets, compiled)
        cites, read = citation_formatter(self.site), ContentFolder(self.content).read
        return RenderContext(
            SiteIndex(self.site), theme, MarkdownRenderer(), cites, self.as_of, self.cache, charts, read
        )

    def serialize(self) -> bytes:
        """Pickle the inputs, without the texts of pages of prose, which are sent with their batch."""
        packed = io.BytesIO()
        _Pickler(packed, pickle.HIGHEST_PROTOCOL).dump(self)
        return packed.getvalue()


def deserialize(packed: bytes, texts: Texts) -> RenderInputs:
    """Unpickle inputs from another process.

    Args:
        packed: the result of `serialize`.
        texts: the caller fills it with the text of a page before that is rendered.
    """
    found: RenderInputs = _Unpickler(io.BytesIO(packed), texts).load()
    return found


class _Pickler(pickle.Pickler):
    def reducer_override(self, thing: Any) -> Any:
        """Pickle records by their explicit fields, so that implicit defaults stay implicit."""
        kind = type(thing)
        if not issubclass(kind, msgspec.Struct) or kind.__module__ == custom_fields.__name__:
            return NotImplemented
        return _record, (kind, explicit_fields(thing))

    def persistent_id(self, thing: Any) -> bytes | None:
        """Pickle only the digest of a text."""
        return thing.digest if isinstance(thing, MarkdownBody) else None


def _record(kind: type[msgspec.Struct], values: Mapping[str, Any]) -> msgspec.Struct:
    return kind(**values)


class _Unpickler(pickle.Unpickler):
    def __init__(self, packed: io.BytesIO, texts: Texts) -> None:
        super().__init__(packed)
        self._texts = texts

    def persistent_load(self, digest: bytes) -> MarkdownBody:
        """Return a body that looks its text up when it is read."""
        return MarkdownBody(digest, partial(self._texts.__getitem__, digest))
