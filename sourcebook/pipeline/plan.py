"""Plan the outputs of a site."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from sourcebook.charts.jobs.queue import ChartQueue
from sourcebook.core.cache.disk_cache import open_cache
from sourcebook.core.cache.memo import NO_MEMO, Memo, RoundMemo
from sourcebook.core.executors.base import Executor
from sourcebook.core.filesystem import ContentFolder
from sourcebook.core.published_addresses import read_published
from sourcebook.core.text.dates import UNDATED, first_day
from sourcebook.model import Finding, MarkdownBody, Site, SiteConfig
from sourcebook.model.old_addresses import old_addresses
from sourcebook.model.site_paths import alias_path
from sourcebook.pipeline.lost_addresses import lost_addresses
from sourcebook.pipeline.merged_terms import merged_terms
from sourcebook.pipeline.options import BuildOptions
from sourcebook.pipeline.parallel.render_inputs import RenderInputs
from sourcebook.pipeline.path_conflicts import broken_setting_links, path_conflicts
from sourcebook.readers.markdown_file import reread_body
from sourcebook.readers.theme import read_theme
from sourcebook.render.context import RenderContext
from sourcebook.render.dependencies import DependencyDigests
from sourcebook.render.figures.chart_insertion import insert_charts
from sourcebook.render.output import PlannedOutput, RenderedOutput, outputs_by_path
from sourcebook.render.pages import plan_outputs, prose
from sourcebook.render.site_index import SiteIndex
from sourcebook.render.theme.asset_fingerprints import fingerprint_assets
from sourcebook.render.theme.style_sheet import style_sheet


class SitePlan(NamedTuple):
    """The outputs of a site, by site path, still to be rendered or copied."""

    context: RenderContext
    """The render context of the site."""
    pages: Mapping[str, PlannedOutput]
    render_inputs: RenderInputs
    """What workers need to render the same pages."""
    charts: ChartQueue
    """Draws or finds charts."""
    assets: dict[str, bytes]
    """Assets of the theme, by site path; files of the content are in `site.files`."""
    digests: DependencyDigests
    """Digests of the dependencies of outputs."""
    findings: tuple[Finding, ...]
    """Outputs with the same path, and broken links in the settings."""

    @property
    def site_index(self) -> SiteIndex:
        """The views of the site."""
        return self.context.site_index

    @property
    def site(self) -> Site:
        """The site as it was read."""
        return self.site_index.site

    @property
    def as_of(self) -> str:
        """The build's date, YYYY-MM-DD, or empty."""
        return self.context.as_of

    def insert_charts(self, output: RenderedOutput) -> RenderedOutput:
        """Wait for the charts of a page and insert them."""
        return insert_charts(self.context, output)

    def with_changed_body(self, path: str, memo: RoundMemo) -> SitePlan | None:
        """Return the plan after a content file changed, if only the text of a page of prose did; else None.

        Args:
            path: of the file.
            memo: holds the last parse, and will hold the new one.

        Raises:
            OSError: if the file cannot be read.
        """
        if path not in self.site_index.urls or self.site.has_unrecorded_reads:
            return None
        body = reread_body(self.render_inputs.content, path, memo)
        return None if body is None else self._with_text(path, body)

    def with_changed_assets(self) -> SitePlan | None:
        """Return the plan after files of the theme changed, if only contents of assets did; else None.

        Only for a plan without fingerprints in names of assets, which pages contain.

        Raises:
            SourcebookError: if a template is not text.
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


def plan_site(site: Site, options: BuildOptions, executor: Executor, memo: Memo = NO_MEMO) -> SitePlan:
    """Plan the files of a site; nothing is rendered yet.

    Args:
        site: as it was read.
        options: of the build.
        executor: draws charts.
        memo: compiled templates and charts of the previous preview round.

    Raises:
        SourcebookError: if a template is not text.
    """
    templates, assets = _theme(options.source, site.config)
    as_of = options.as_of or latest_date(site)
    names, assets = fingerprint_assets(assets) if options.fingerprints else ({}, assets)
    renamed = {f"assets/{old}": f"assets/{new}" for old, new in names.items()}
    cache, shown = open_cache(options.source), frozenset(names or assets)
    inputs = RenderInputs(site, as_of, templates, renamed, shown, options.source, cache)
    file_digest = ContentFolder(options.source).digest
    charts = ChartQueue(memo, cache, executor, site.config.charts.time_limit, file_digest)
    context = inputs.render_context(charts, memo.get_or_make("template codes", None, dict))
    every = plan_outputs(context)
    pages = outputs_by_path(every)
    files = {f"assets/{name}": data for name, data in assets.items()}
    old = [alias_path(one.alias) for one in old_addresses(site)] if site.config.hosting else []
    found = path_conflicts(site, [*(one.path for one in every), *files, *old])
    paths = pages.keys() | files.keys() | set(site.files.values())
    found += broken_setting_links(site, paths)
    found += merged_terms(site)
    found += lost_addresses(site, read_published(options.output), paths.union(old))
    digests = DependencyDigests(context.site_index, context.templates, as_of, file_digest)
    return SitePlan(context, pages, inputs, charts, files, digests, tuple(found))


def latest_date(site: Site) -> str:
    """Return the date of the newest briefing, update, correction or withdrawal, YYYY-MM-DD; empty without briefings."""
    days = [first_day(one.front.changed) for one in site.briefings if one.front.changed != UNDATED]
    days += [first_day(claim.withdrawn.date) for one in site.briefings for claim in one.claims if claim.withdrawn]
    return max(days).isoformat() if days else ""


def _theme(source: Path, config: SiteConfig) -> tuple[dict[str, str], dict[str, bytes]]:
    """Return templates and assets by name, with a style sheet for the colours and fonts in the settings."""
    templates, assets = read_theme(source)
    css = style_sheet(config).encode() + assets.get("site.css", b"")
    return templates, assets | ({"site.css": css} if css else {})
