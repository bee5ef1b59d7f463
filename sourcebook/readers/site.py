"""Read a content folder: every file once, records of all files merged, findings collected."""

from __future__ import annotations

from pathlib import Path

from sourcebook.core.cache.memo import NO_MEMO, Memo
from sourcebook.model import Claimant, Finding, Site, SiteConfig, Source, SourceLocation
from sourcebook.model.custom_fields import custom_fields, extended_record_type
from sourcebook.readers.briefings import BriefingReader
from sourcebook.readers.citation_style import read_citation_style
from sourcebook.readers.context import ReadContext
from sourcebook.readers.pages import read_pages
from sourcebook.readers.records import read_folder
from sourcebook.readers.refused_files import report_captured, report_refused
from sourcebook.readers.settings import FILE as SETTINGS
from sourcebook.readers.settings import read_settings
from sourcebook.readers.unread_files import unread_files


def read_site(root: Path, drafts: bool = False, memo: Memo = NO_MEMO) -> tuple[Site, list[Finding]]:
    """Read a content folder.

    Args:
        root: the folder, with `site.yaml` in it.
        drafts: whether briefings and pages marked as drafts are read too.
        memo: parses of earlier builds; a file with the same bytes is not parsed again.

    Returns:
        The site as far as it could be read, and findings about its files.

    Raises:
        SourcebookError: if there is no such folder.
    """
    context = ReadContext(root, drafts, memo)
    config = read_settings(context)
    style = read_citation_style(context, config)
    fields = repr(config.fields)
    source_type = extended_record_type(Source, custom_fields(config, "sources"))
    sources = dict(read_folder(context, "source", "sources/", source_type, fields))
    people = dict(read_folder(context, "person", "people/", Claimant, fields))
    reader = BriefingReader(context, config)
    briefings = reader.briefings()
    pages = read_pages(context)
    for path in context.folder.refused:
        if path != SETTINGS:  # That was reported with the settings.
            report_refused(context, path)
    report_captured(context)
    for path, hint in unread_files(context.paths):
        message = "nothing reads this file: its name is none of those that are read"
        context.report("unread-file", message, SourceLocation(path), hint, "warning")
    site = Site(
        config=config,
        root=str(context.folder.root),
        briefings=briefings,
        has_unrecorded_reads=reader.has_unrecorded_reads,
        pages=pages,
        sources=sources,
        style=style,
        people=people,
        files=context.files,
        images=context.images,
        locations=context.locations,
        invalid_ids={kind: frozenset(names) for kind, names in context.invalid_ids.items()},
    )
    return site, context.findings


def read_config(root: Path) -> tuple[SiteConfig, list[Finding]]:
    """Read the settings alone; return them with findings about them.

    Raises:
        SourcebookError: if there is no such folder.
    """
    context = ReadContext(root, False, NO_MEMO)
    return read_settings(context), context.findings
