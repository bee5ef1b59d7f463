"""All that the pages of a site are drawn from, such that another process can draw them too."""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterable, Mapping, Set
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from sourcebook.charts.jobs.queue import ChartScheduler
from sourcebook.citations import citation_formatter
from sourcebook.core.cache.disk_cache import NullCache
from sourcebook.core.filesystem import ContentFolder
from sourcebook.markdown.renderer import MarkdownRenderer
from sourcebook.model import MarkdownBody, Site, custom_fields
from sourcebook.model.custom_fields import explicit_fields
from sourcebook.render.context import RenderContext
from sourcebook.render.output import PlannedOutput
from sourcebook.render.pages import PAGE_KINDS
from sourcebook.render.site_index import SiteIndex
from sourcebook.render.theme.bytecode_cache import Codes
from sourcebook.render.theme.templates import TemplateEnvironment

Texts = Mapping[bytes, str]
"""Texts of pages of prose by their digests."""


class RenderInputs(NamedTuple):
    """A site that was read, its theme, and what else its pages say."""

    site: Site
    as_of: str
    """The build's date, YYYY-MM-DD, or empty."""
    templates: Mapping[str, str]
    renamed: Mapping[str, str]
    """Assets that stand under another name than templates call them by, both as site paths."""
    assets: Set[str]
    """Names of the theme's assets."""
    content: Path
    cache: NullCache
    """What earlier builds made."""

    def pages(self, charts: ChartScheduler, codes: Codes) -> RenderContext:
        """What every kind of page is handed.

        Args:
            charts: where they ask for charts.
            codes: of templates that this process compiled or read before.
        """
        theme = TemplateEnvironment(self.site, self.templates, self.renamed, self.assets, self.cache, codes)
        cites, read = citation_formatter(self.site), ContentFolder(self.content).read
        return RenderContext(
            SiteIndex(self.site), theme, MarkdownRenderer(), cites, self.as_of, self.cache, charts, read
        )

    def serialize(self) -> bytes:
        """All of it for another process, but for the texts of pages of prose, which are handed over with their page."""
        packed = io.BytesIO()
        _Pickler(packed, pickle.HIGHEST_PROTOCOL).dump(self)
        return packed.getvalue()


def deserialize(packed: bytes, texts: Texts) -> RenderInputs:
    """What another process has packed.

    Args:
        packed: by that process.
        texts: will hold the text of each page when it is drawn.
    """
    found: RenderInputs = _Unpickler(io.BytesIO(packed), texts).load()
    return found


def by_path(every: Iterable[PlannedOutput]) -> dict[str, PlannedOutput]:
    """Files by where they stand; of two in the same place, the first one stands there."""
    found: dict[str, PlannedOutput] = {}
    for one in every:
        found.setdefault(one.path, one)
    return found


def planned_outputs(pages: RenderContext) -> list[PlannedOutput]:
    """Every file of a site that can be drawn."""
    return [one for kind in PAGE_KINDS.values() for one in kind(pages)]


class _Pickler(pickle.Pickler):
    def reducer_override(self, thing: Any) -> Any:
        """Records are packed by what they say: what has its default for not saying anything has it afterwards."""
        kind = type(thing)
        if not issubclass(kind, msgspec.Struct) or kind.__module__ == custom_fields.__name__:
            return NotImplemented
        return _record, (kind, explicit_fields(thing))

    def persistent_id(self, thing: Any) -> bytes | None:
        """Only what stands for a text is packed."""
        return thing.digest if isinstance(thing, MarkdownBody) else None


def _record(kind: type[msgspec.Struct], values: Mapping[str, Any]) -> msgspec.Struct:
    return kind(**values)


class _Unpickler(pickle.Unpickler):
    def __init__(self, packed: io.BytesIO, texts: Texts) -> None:
        super().__init__(packed)
        self._texts = texts

    def persistent_load(self, digest: bytes) -> MarkdownBody:
        """A text that is looked up when it is read."""
        return MarkdownBody(digest, partial(self._texts.__getitem__, digest))
