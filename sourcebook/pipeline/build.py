"""One build from a content folder to an output folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from sourcebook.core.cache.fingerprints import program_fingerprint
from sourcebook.core.cache.memo import FileChangedError
from sourcebook.core.filesystem import FileSignature
from sourcebook.core.manifest import read_manifest
from sourcebook.model import Finding
from sourcebook.pipeline.incremental.previous_outputs import PreviousOutputs, output_signatures
from sourcebook.pipeline.incremental.snapshot import take_snapshot
from sourcebook.pipeline.incremental.state import BuildHeader, DependencyState, ParseResults, PreviousBuild
from sourcebook.pipeline.incremental.state_file import read_header, read_state, state_signature, write_state
from sourcebook.pipeline.options import BuildOptions
from sourcebook.pipeline.output.writer import WriteResult, ensure_output_is_ours, output_lock, write_site

if TYPE_CHECKING:
    from sourcebook.pipeline.incremental.explanation import BuildExplanation

Progress = Callable[[int], None]
"""Told how many files have been rendered so far."""


class BuildResult(NamedTuple):
    """How a build went; `written` is None when it was refused."""

    findings: tuple[Finding, ...]
    written: WriteResult | None
    explanation: BuildExplanation | None
    """Why pages were drawn; None when no file of the content changed, so that none was opened."""


def build(options: BuildOptions, progress: Progress = lambda done: None, *, explains: bool = False) -> BuildResult:
    """Build the site; with errors in the content, write nothing and leave the last site as it is.

    Args:
        options: what is to be built.
        progress: told of every page that is done.
        explains: whether an account is wanted in any case.

    Raises:
        SourcebookError: when folders or templates are not as they must be, or the disk is full.
    """
    ensure_output_is_ours(options.output)
    is_trusted = True
    while True:
        seen, lie = state_signature(options.output), take_snapshot(options)
        known = None if options.clean or explains else read_header(options.output)
        if known is not None and _is_current(known, BuildHeader(program_fingerprint(), options.kind, lie), options):
            manifest = read_manifest(options.output)
            if manifest.files.keys() == known.files.keys():
                is_refused = blocks_build(known.findings, options.strict)
                written = None if is_refused else WriteResult((), (), (), len(known.files), manifest)
                return BuildResult(known.findings, written, None)
        try:
            result = _built(options, progress, lie, seen, is_trusted=is_trusted)
        except FileChangedError:
            # Perhaps the file only now changed; perhaps how files lie tells less here than it should.
            result, is_trusted = None, False
        if result is not None:
            return result


def check(options: BuildOptions, progress: Progress = lambda done: None) -> tuple[Finding, ...]:
    """Everything that is wrong with the content; nothing is written."""
    from sourcebook.pipeline.workload import warm_up_executor

    warm_up_executor(options, PreviousBuild(), take_snapshot(options))
    from sourcebook.pipeline.render import render_site

    return render_site(options, progress).findings


def blocks_build(findings: Iterable[Finding], strict: bool) -> bool:
    """Whether these findings keep a site from being written."""
    return any(one.level == "error" or (strict and one.level == "warning") for one in findings)


def _is_current(known: BuildHeader, now: BuildHeader, options: BuildOptions) -> bool:
    """Whether a build would find everything as the last one did, and its files as it left them."""
    are_same = (known.program, known.options, known.inputs) == (now.program, now.options, now.inputs)
    return (
        are_same and None not in now.inputs.values() and PreviousOutputs(options.output, known.files).are_all_intact()
    )


def _built(
    options: BuildOptions,
    progress: Progress,
    lie: dict[str, FileSignature | None],
    seen: FileSignature | None,
    *,
    is_trusted: bool,
) -> BuildResult | None:
    """A build that looks at everything; None when another one ended meanwhile, so that this one must look again.

    Args:
        options: what is to be built.
        progress: told of every page that is done.
        lie: how the files lie that it may read.
        seen: how the state of an earlier build lay before these were looked at.
        is_trusted: whether a file that lies as it did says what it said.
    """
    known = (
        PreviousBuild(missing_because="everything is made anew")
        if options.clean
        else read_state(options.output, program_fingerprint)
    )
    from sourcebook.pipeline.workload import warm_up_executor

    warm_up_executor(options, known, lie)
    program = program_fingerprint()
    from sourcebook.pipeline.render import render_site

    rendered = render_site(options, progress, known if is_trusted else known._replace(parses=ParseResults()), lie)
    if blocks_build(rendered.findings, options.strict):
        return BuildResult(rendered.findings, None, rendered.explanation)
    if rendered.compressions:
        from sourcebook.core.cache.disk_cache import open_cache
        from sourcebook.pipeline.output.compression import compress

        compress(
            rendered.files,
            rendered.unchanged,
            rendered.previous_outputs,
            rendered.compressions,
            open_cache(options.source),
        )
    with output_lock(options.output):
        # What another build wrote meanwhile may be what this one takes for unchanged.
        if state_signature(options.output) != seen:
            return None
        written = write_site(options.output, rendered.files, rendered.unchanged, rewrite=options.clean)
        files = output_signatures(options.output, written.manifest.files, rendered.previous_outputs.found)
        outline = BuildHeader(program, options.kind, lie, files, rendered.findings)
        state = DependencyState(dict(rendered.dependency_digests), dict(rendered.explanation.outputs))
        with suppress(OSError):  # A disk that is full by now: the site is whole, and the next build has more to do.
            write_state(options.output, PreviousBuild(outline, state, rendered.parses))
        return BuildResult(rendered.findings, written, rendered.explanation)
