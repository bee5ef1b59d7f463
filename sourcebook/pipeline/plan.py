"""What a build is to do: the site read and checked, and each of its files planned."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from sourcebook.charts.jobs.queue import ChartQueue
from sourcebook.core.cache.disk_cache import open_cache
from sourcebook.core.cache.memo import NO_MEMO, NullMemo, RoundMemo
from sourcebook.core.executors.base import Executor
from sourcebook.core.text.dates import first_day
from sourcebook.model import Finding, MarkdownBody, Site, SiteConfig
from sourcebook.pipeline.options import BuildOptions
from sourcebook.pipeline.parallel.render_inputs import RenderInputs, by_path, planned_outputs
from sourcebook.pipeline.path_conflicts import alias_conflicts, broken_setting_links, path_conflicts
from sourcebook.readers.site import reread_body
from sourcebook.readers.theme import read_theme
from sourcebook.render.context import RenderContext
from sourcebook.render.dependencies import DependencyDigests
from sourcebook.render.figures.chart_insertion import insert_charts
from sourcebook.render.output import PlannedOutput, RenderedOutput
from sourcebook.render.pages import prose
from sourcebook.render.site_index import SiteIndex
from sourcebook.render.theme.asset_fingerprints import fingerprint_assets
from sourcebook.render.theme.style_sheet import style_sheet


class SitePlan(NamedTuple):
    """The outputs of a site, by site path, still to be rendered or copied."""

    context: RenderContext
    """What every kind of page is handed."""
    pages: Mapping[str, PlannedOutput]
    render_inputs: RenderInputs
    """Of these."""
    charts: ChartQueue
    """Where they ask for charts."""
    assets: dict[str, bytes]
    """Files of the theme. The content's own are in `site.files`."""
    digests: DependencyDigests
    """Digests of the pieces of the site that the pages are made from."""
    findings: tuple[Finding, ...]
    """Outputs that would stand at one path, and links of the settings that lead nowhere."""

    @property
    def site_index(self) -> SiteIndex:
        """The records."""
        return self.context.site_index

    @property
    def site(self) -> Site:
        """What was read."""
        return self.site_index.site

    @property
    def as_of(self) -> str:
        """The build's date, YYYY-MM-DD, or empty."""
        return self.context.as_of

    def insert_charts(self, output: RenderedOutput) -> RenderedOutput:
        """A page with its charts, as soon as they are drawn."""
        return insert_charts(self.context, output)

    def with_changed_body(self, path: str, memo: RoundMemo) -> SitePlan | None:
        """The site after a content file changed, when nothing but the text of a page of prose did; else None.

        Args:
            path: of the file.
            memo: what was read last, and will hold what is read now.

        Raises:
            OSError: when the file cannot be read.
        """
        body = reread_body(self.render_inputs.content, path, memo) if path in self.site_index.urls else None
        return None if body is None else self._with_text(path, body)

    def with_changed_assets(self) -> SitePlan | None:
        """The site after files of the theme changed, when its templates did not; else None.

        For plain names alone: one with a fingerprint leads from page to file.

        Raises:
            SourcebookError: when a template is not text.
        """
        templates, files = _theme(self.render_inputs.content, self.site.config)
        assets = {f"assets/{name}": data for name, data in files.items()}
        if templates != self.render_inputs.templates or assets.keys() != self.assets.keys():
            return None
        return self._replace(assets=assets)

    def _with_text(self, path: str, body: MarkdownBody) -> SitePlan:
        index = self.site_index.with_text(path, body)
        context = self.context._replace(site_index=index)
        page = prose.output(context, path)
        return self._replace(
            context=context,
            pages={**self.pages, page.path: page},
            render_inputs=self.render_inputs._replace(site=index.site),
            digests=self.digests.with_text(index, path),
        )


def plan_site(site: Site, options: BuildOptions, executor: Executor, memo: NullMemo = NO_MEMO) -> SitePlan:
    """Plan the files of a site; nothing is rendered yet.

    Args:
        site: as it was read.
        options: what is to be built.
        executor: draws its charts.
        memo: what is to be used again from one round to the next: parsed files, compiled templates, drawn charts.

    Raises:
        SourcebookError: when a template is not text.
    """
    templates, assets = _theme(options.source, site.config)
    as_of = options.as_of or latest_date(site)
    names, assets = fingerprint_assets(assets) if options.fingerprints else ({}, assets)
    renamed = {f"assets/{old}": f"assets/{new}" for old, new in names.items()}
    store, shown = open_cache(options.source), frozenset(names or assets)
    blueprint = RenderInputs(site, as_of, templates, renamed, shown, options.source, store)
    drawings = ChartQueue(memo, store, executor, site.config.charts.time_limit)
    site_pages = blueprint.pages(drawings, memo.get_or_make("template codes", None, dict))
    every = planned_outputs(site_pages)
    pages = by_path(every)
    files = {f"assets/{name}": data for name, data in assets.items()}
    found = path_conflicts(site, pages.keys() | files.keys())
    found += broken_setting_links(site, pages.keys() | files.keys() | set(site.files.values()))
    found += alias_conflicts(site, [one.path for one in every])
    facts = DependencyDigests(site_pages.site_index, site_pages.templates, as_of)
    return SitePlan(site_pages, pages, blueprint, drawings, files, facts, tuple(found))


def latest_date(site: Site) -> str:
    """The date of the newest briefing or change, YYYY-MM-DD: the build's date, the same on every machine."""
    days = [first_day(date) for one in site.briefings for date in (one.front.date, one.front.updated) if date]
    return max(days).isoformat() if days else ""


def _theme(source: Path, config: SiteConfig) -> tuple[dict[str, str], dict[str, bytes]]:
    """The templates and the assets by name, with a style sheet of the colours and fonts that the settings ask for."""
    templates, assets = read_theme(source)
    sheet = style_sheet(config).encode() + assets.get("site.css", b"")
    return templates, assets | ({"site.css": sheet} if sheet else {})
