"""Small sites made on the spot, for tests that need one thing to be wrong or unusual."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from sourcebook.charts.vega.engine import VegaEngine
from sourcebook.charts.vega.script import script
from sourcebook.core.executors import open_executor
from sourcebook.core.executors.base import Executor
from sourcebook.model import Finding
from sourcebook.pipeline import stages
from sourcebook.pipeline.build import BuildResult
from sourcebook.pipeline.build import build as build_site
from sourcebook.pipeline.incremental.state import BuildState
from sourcebook.pipeline.incremental.state_file import state_path
from sourcebook.pipeline.options import BuildOptions, Progress
from sourcebook.pipeline.plan import SitePlan
from sourcebook.pipeline.render import RenderedSite
from sourcebook.readers.site import read_site

GOOD: Mapping[str, str] = {
    "site.yaml": "title: Small\nbase_url: https://example.org/repo/\nnav: [briefings, claims, about]\n",
    "people/people.yaml": "- {id: rory-green, name: Rory Green, kind: person}\n",
    "sources/sources.yaml": (
        "- {id: article, title: An article, derives_from: [{source: report, how: rewrites}]}\n"
        "- {id: report, title: A report, issued: 2026-02}\n"
    ),
    "pages/about.md": "---\ntitle: About\n---\nThe method.\n",
    "briefings/a/index.md": (
        "---\ntitle: First\ndate: 2026-02-16\narticle: article\n---\n\n"
        "It [begins](claim:begins) and [ends](claim:ends) [@report].\n"
    ),
    "briefings/a/claims.yaml": (
        "- id: begins\n  text: It begins.\n  kind: fact\n  by: rory-green\n  via: [{source: report}]\n"
        "- id: ends\n  text: It ends.\n  kind: forecast\n  by: article\n"
    ),
}
"""A site in which nothing is wrong."""


def make(root: Path, files: Mapping[str, str | bytes | None] | None = None) -> Path:
    """Write a content folder: the good site, with some files replaced, added, or (None) left out."""
    content = root / "content"
    for name, text in {**GOOD, **(files or {})}.items():
        if text is None:
            continue
        path = content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return content


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a built folder by its site path, the program's own apart."""
    paths = (path for path in folder.rglob("*") if path.is_file() and ".sourcebook" not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def unframed(said: str) -> str:
    """What was printed of findings, less the lines of the files that they are about."""
    return re.sub(r"^    +\d* *\| .*\n", "", said, flags=re.MULTILINE)


@cache
def engine() -> VegaEngine:
    """Vega, begun once for all tests of a process."""
    return VegaEngine(script())


def build(
    options: BuildOptions,
    jobs: int | None = None,
    executor: Executor | None = None,
    progress: Progress = lambda done, total: None,
    clock: Callable[[], int] = time.time_ns,
) -> BuildResult:
    """Build a site as the command line does.

    Args:
        options: what is to be built.
        jobs: how many processes render; None: as many as it takes.
        executor: renders instead of these.
        progress: told of every page that is done.
        clock: nanoseconds since 1970.
    """
    return build_site(options, executor or open_executor(jobs), progress, clock)


def state_of(options: BuildOptions) -> Path:
    """The file with what the last build of a site left for the next one."""
    path = state_path(options.output)
    assert path is not None
    return path


def later() -> int:
    """A minute from now: files that were just written have been as they are for long."""
    return time.time_ns() + 60 * 10**9


def check(options: BuildOptions) -> tuple[Finding, ...]:
    """Everything that is wrong with the content, each with a hint; nothing is written."""
    found = build(options._replace(write=False)).findings
    assert [one for one in found if not one.hint] == []
    return found


def plan_site(options: BuildOptions) -> SitePlan:
    """Read and check a site, and plan its outputs."""
    return stages.plan_site(read_site(options.source, options.drafts)[0], options, open_executor())


def rendered(options: BuildOptions) -> RenderedSite:
    """The files of a site, and all findings, before anything is written."""
    executor = open_executor()
    site, findings = stages.read_site(options.source, options.drafts)
    findings += stages.run_checks(site)
    plan = stages.plan_site(site, options, executor)
    result = stages.render_site(plan, options, BuildState(missing_because="a test"), executor, lambda done, total: None)
    found = stages.apply_levels([*findings, *plan.findings, *result.findings], site.config)
    assert [one for one in found if not one.hint] == []
    return result._replace(findings=found)
