"""What `--explain` prints: why each output was rendered or not, from its dependencies to its bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import NamedTuple

from sourcebook.core.errors import SourcebookError
from sourcebook.core.text.suggestions import did_you_mean
from sourcebook.pipeline.incremental.staleness import StalenessChecker
from sourcebook.pipeline.incremental.state import OutputRecord
from sourcebook.pipeline.plan import SitePlan


class BuildExplanation(NamedTuple):
    """The decisions of a build, with their reasons."""

    plan: SitePlan
    staleness: StalenessChecker
    """The comparison with the previous build."""
    stale_because: Mapping[str, tuple[str, ...]]
    """Why outputs were rendered, by site path; outputs that were not are missing."""
    outputs: Mapping[str, OutputRecord]
    """Every output, by site path."""

    def lines(self, written: Set[str]) -> Iterator[str]:
        """Return one line for each output that was rendered.

        Args:
            written: site paths of the files whose bytes changed.
        """
        for path, (first, *others) in sorted(self.stale_because.items()):
            more = f" (and {len(others)} more)" if others else ""
            yield f"{path}: {first}{more}{self._end(path, written)}"

    def of_file(self, requested: str, written: Set[str]) -> Iterator[str]:
        """Return everything about one file.

        Args:
            requested: its site path, its URL, or the content file that it is made from.
            written: site paths of the files whose bytes changed.

        Raises:
            SourcebookError: if the site has no such file.
        """
        path = self._file(requested)
        copied = next((source for source, there in self.plan.site.files.items() if there == path), None)
        if path not in self.outputs:
            yield f"{path}: {f'a copy of {copied}' if copied else 'a file of the theme'}{self._end(path, written)}"
            return
        reasons = self.stale_because.get(path)
        if reasons is None:
            yield f"{path}: not drawn, for all that it is made from is as it was"
        else:
            yield f"{path}: drawn{self._end(path, written)}"
            yield from (f"  because {reason}" for reason in reasons)
        yield "It is made from"
        yield from self.staleness.dependency_lines(self.outputs[path])

    def _end(self, path: str, written: Set[str]) -> str:
        charts = self.outputs[path].files if path in self.outputs else ()
        return (
            "" if any(one in written for one in (path, *charts)) else "; its bytes are the same, so it was not written"
        )

    def _file(self, requested: str) -> str:
        """Return the site path of a requested file; for a file of a chart, that of its page."""
        files = {*self.outputs, *self.plan.assets, *self.plan.site.files.values()}
        charts = {file: path for path, one in self.outputs.items() for file in one.files}
        plain = requested.strip("/")
        for candidate in (plain, f"{plain}/index.html".lstrip("/")):
            if candidate in files or candidate in charts:
                return charts.get(candidate, candidate)
        for source, url in self.plan.site_index.urls.items():
            if f"/{plain}".endswith(f"/{source}"):
                return f"{url}index.html"
        hint = did_you_mean(plain, files, "name a file as it lies below the built folder: briefings/x/index.html")
        raise SourcebookError(f"the site has no file {requested}", hint)
