"""One build from a content folder to an output folder.

The command line imports this file for every build: nothing that it imports at its top may load Markdown, Jinja2,
Altair or polars.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from sourcebook.core.cache.fingerprints import program_fingerprint
from sourcebook.core.cache.memo import FileChangedError
from sourcebook.core.executors.base import Executor
from sourcebook.core.manifest import read_manifest
from sourcebook.model import Finding
from sourcebook.pipeline.incremental.previous_outputs import PreviousOutputs, output_signatures
from sourcebook.pipeline.incremental.snapshot import Snapshot, take_snapshot
from sourcebook.pipeline.incremental.state import BuildHeader, BuildState, DependencyState, ParseResults
from sourcebook.pipeline.incremental.state_file import StateFile
from sourcebook.pipeline.options import BuildOptions, Progress
from sourcebook.pipeline.output.writer import WriteResult, ensure_output_is_ours, output_lock, write_site
from sourcebook.pipeline.workload import estimate_workload, warm_up_workers

if TYPE_CHECKING:
    from sourcebook.pipeline.incremental.explanation import BuildExplanation
    from sourcebook.pipeline.render import RenderedSite


class BuildResult(NamedTuple):
    """The result of a build; `written` is None if findings blocked it."""

    findings: tuple[Finding, ...]
    written: WriteResult | None
    explanation: BuildExplanation | None
    """Why pages were rendered; None if nothing changed, so that no content file was opened."""


def build(
    options: BuildOptions,
    executor: Executor,
    progress: Progress = lambda done, total: None,
    clock: Callable[[], int] = time.time_ns,
) -> BuildResult:
    """Build a site: options -> snapshot -> (unchanged: done) -> read -> check -> plan -> render -> write.

    The site is written whole, or not at all.

    Args:
        options: of the build.
        executor: renders pages and charts where that is worth it.
        progress: called after every page.
        clock: returns nanoseconds since 1970; tells which files changed just now.

    Raises:
        SourcebookError: if the set-up is broken, or the output folder cannot be written.
    """
    if options.write:
        ensure_output_is_ours(options.output)
    trusts_signatures = True
    while True:
        state = StateFile(options.output)
        snapshot = take_snapshot(options, clock())  # one stat for each input; no content is opened
        unchanged = _unchanged_result(options, state, snapshot)
        if unchanged is not None:
            return unchanged

        previous = _previous_build(options, state)
        warm_up_workers(executor, estimate_workload(snapshot, previous), options.source)
        program = program_fingerprint()  # before the rest of the program is imported: of the code that then runs
        from sourcebook.pipeline import stages  # workers begin while this process loads the same

        parses = stages.ParseCache(previous, snapshot, trusts_signatures=trusts_signatures)
        try:
            site, findings = stages.read_site(options.source, options.drafts, parses)
            findings += stages.run_checks(site)
            plan = stages.plan_site(site, options, executor, parses)
            rendered = stages.render_site(plan, options, previous, executor, progress)
        except FileChangedError:
            # Either the file changed after the snapshot, or signatures are unreliable here: start again, by content.
            trusts_signatures = False
            continue

        reported = tuple(stages.apply_levels([*findings, *plan.findings, *rendered.findings], site.config))
        if not options.write or blocks_build(reported, options.strict):
            return BuildResult(reported, None, rendered.explanation)
        kinds, cache = site.config.compress, plan.render_inputs.cache
        stages.compress(rendered.files, rendered.unchanged, rendered.previous_outputs, kinds, cache)
        with output_lock(options.output):
            # Another build may have replaced files that this one takes for unchanged.
            if state.was_replaced():
                continue
            written = write_site(
                options.output, rendered.files, rendered.unchanged, rewrite=options.clean, recorded=state.outputs
            )
            files = output_signatures(options.output, written.manifest.files, rendered.previous_outputs.found)
            header = BuildHeader(program, options.output_key, snapshot, files, reported)
            _save_state(state, header, rendered, ParseResults(parses.all))
        return BuildResult(reported, written, rendered.explanation)


def blocks_build(findings: Iterable[Finding], strict: bool) -> bool:
    """Return whether these findings keep a site from being written."""
    return any(one.level == "error" or (strict and one.level == "warning") for one in findings)


def _unchanged_result(options: BuildOptions, state: StateFile, snapshot: Snapshot) -> BuildResult | None:
    """Return the result of the previous build if nothing changed since, else None."""
    if options.clean or options.explain or not options.write:
        return None
    known, now = state.header(), BuildHeader(program_fingerprint(), options.output_key, snapshot)
    if known is None or not _is_current(known, now, options):
        return None
    manifest = read_manifest(options.output)
    if manifest.files.keys() != known.files.keys():
        return None
    is_refused = blocks_build(known.findings, options.strict)
    written = None if is_refused else WriteResult((), (), (), len(known.files), manifest)
    return BuildResult(known.findings, written, None)


def _is_current(known: BuildHeader, now: BuildHeader, options: BuildOptions) -> bool:
    """Return whether program, options and inputs are unchanged, and all output files intact."""
    are_same = (known.program_fingerprint, known.options_key, known.inputs) == (
        now.program_fingerprint,
        now.options_key,
        now.inputs,
    )
    return (
        are_same and None not in now.inputs.values() and PreviousOutputs(options.output, known.files).are_all_intact()
    )


def _previous_build(options: BuildOptions, state: StateFile) -> BuildState:
    if not options.write:
        return BuildState(missing_because="nothing of the previous build is used")
    if options.clean:
        return BuildState(missing_because="--clean renders every file")
    return state.read(program_fingerprint)


def _save_state(file: StateFile, header: BuildHeader, rendered: RenderedSite, parses: ParseResults) -> None:
    state = DependencyState(dict(rendered.dependency_digests), dict(rendered.explanation.outputs))
    with suppress(OSError):  # The disk may be full by now: the site is complete, and the next build renders more.
        file.write(BuildState(header, state, parses))
