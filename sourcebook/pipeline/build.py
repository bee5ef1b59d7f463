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
from sourcebook.pipeline.incremental.previous_outputs import Leftovers, left
from sourcebook.pipeline.incremental.snapshot import inputs
from sourcebook.pipeline.incremental.state import Known, Outline, Reading, State
from sourcebook.pipeline.incremental.state_file import read_outline, read_state, state_sign, write_state
from sourcebook.pipeline.options import Order
from sourcebook.pipeline.output.writer import Written, locked, refuse_foreign, write_site

if TYPE_CHECKING:
    from sourcebook.pipeline.incremental.explanation import Account

Progress = Callable[[int], None]
"""Told how many files have been rendered so far."""


class Result(NamedTuple):
    """How a build went; `written` is None when it was refused."""

    findings: tuple[Finding, ...]
    written: Written | None
    account: Account | None
    """Why pages were drawn; None when no file of the content changed, so that none was opened."""


def build(order: Order, progress: Progress = lambda done: None, *, explains: bool = False) -> Result:
    """Build the site; with errors in the content, write nothing and leave the last site as it is.

    Args:
        order: what is to be built.
        progress: told of every page that is done.
        explains: whether an account is wanted in any case.

    Raises:
        SourcebookError: when folders or templates are not as they must be, or the disk is full.
    """
    refuse_foreign(order.output)
    is_trusted = True
    while True:
        seen, lie = state_sign(order.output), inputs(order)
        known = None if order.clean or explains else read_outline(order.output)
        if known is not None and _is_current(known, Outline(program_fingerprint(), order.kind, lie), order):
            manifest = read_manifest(order.output)
            if manifest.files.keys() == known.files.keys():
                is_refused = refuses(known.findings, order.strict)
                written = None if is_refused else Written((), (), (), len(known.files), manifest)
                return Result(known.findings, written, None)
        try:
            result = _built(order, progress, lie, seen, is_trusted=is_trusted)
        except FileChangedError:
            # Perhaps the file only now changed; perhaps how files lie tells less here than it should.
            result, is_trusted = None, False
        if result is not None:
            return result


def check(order: Order, progress: Progress = lambda done: None) -> tuple[Finding, ...]:
    """Everything that is wrong with the content; nothing is written."""
    from sourcebook.pipeline.workload import start

    start(order, Known(), inputs(order))
    from sourcebook.pipeline.render import render

    return render(order, progress).findings


def refuses(findings: Iterable[Finding], strict: bool) -> bool:
    """Whether these findings keep a site from being written."""
    return any(one.level == "error" or (strict and one.level == "warning") for one in findings)


def _is_current(known: Outline, now: Outline, order: Order) -> bool:
    """Whether a build would find everything as the last one did, and its files as it left them."""
    are_same = (known.program, known.order, known.inputs) == (now.program, now.order, now.inputs)
    return are_same and None not in now.inputs.values() and Leftovers(order.output, known.files).are_all_there()


def _built(
    order: Order,
    progress: Progress,
    lie: dict[str, FileSignature | None],
    seen: FileSignature | None,
    *,
    is_trusted: bool,
) -> Result | None:
    """A build that looks at everything; None when another one ended meanwhile, so that this one must look again.

    Args:
        order: what is to be built.
        progress: told of every page that is done.
        lie: how the files lie that it may read.
        seen: how the state of an earlier build lay before these were looked at.
        is_trusted: whether a file that lies as it did says what it said.
    """
    known = Known(lack="everything is made anew") if order.clean else read_state(order.output, program_fingerprint)
    from sourcebook.pipeline.workload import start

    start(order, known, lie)
    program = program_fingerprint()
    from sourcebook.pipeline.render import render

    rendered = render(order, progress, known if is_trusted else known._replace(reading=Reading()), lie)
    if refuses(rendered.findings, order.strict):
        return Result(rendered.findings, None, rendered.account)
    if rendered.compress:
        from sourcebook.core.cache.disk_cache import open_cache
        from sourcebook.pipeline.output.compression import compress

        compress(rendered.files, rendered.held, rendered.left, rendered.compress, open_cache(order.source))
    with locked(order.output):
        # What another build wrote meanwhile may be what this one takes for unchanged.
        if state_sign(order.output) != seen:
            return None
        written = write_site(order.output, rendered.files, rendered.held, anew=order.clean)
        files = left(order.output, written.manifest.files, rendered.left.found)
        outline = Outline(program, order.kind, lie, files, rendered.findings)
        state = State(dict(rendered.pieces), dict(rendered.account.made))
        with suppress(OSError):  # A disk that is full by now: the site is whole, and the next build has more to do.
            write_state(order.output, Known(outline, state, rendered.reading))
        return Result(rendered.findings, written, rendered.account)
