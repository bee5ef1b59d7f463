"""A site from its content to the bytes of its files: what is as an earlier build left it stays, the rest is drawn."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from typing import NamedTuple

import msgspec

from sourcebook.checks.runner import apply_levels
from sourcebook.core.cache.digests import digest
from sourcebook.core.filesystem import ContentFolder, FileSignature
from sourcebook.core.manifest import ManifestEntry
from sourcebook.model import Compression, Finding
from sourcebook.pipeline.incremental.explanation import Account
from sourcebook.pipeline.incremental.parse_cache import Earlier
from sourcebook.pipeline.incremental.previous_outputs import Leftovers
from sourcebook.pipeline.incremental.staleness import Before
from sourcebook.pipeline.incremental.state import Known, Made, Reading, State
from sourcebook.pipeline.link_check import broken_anchors
from sourcebook.pipeline.options import Order
from sourcebook.pipeline.output.buffer import Spool
from sourcebook.pipeline.parallel.batches import Studio
from sourcebook.pipeline.path_conflicts import taken_places
from sourcebook.pipeline.plan import Plan, prepare
from sourcebook.pipeline.workload import are_many
from sourcebook.render.output import PlannedOutput, RenderedOutput

AHEAD = 200
"""Pages that may wait for their charts while others are written."""
Progress = Callable[[int], None]
"""Told how many files have been rendered so far."""
NOTHING_KNOWN = Known(lack="nothing is known")
NO_SIGNS: Mapping[str, FileSignature | None] = {}


class Rendered(NamedTuple):
    """Every file of a site, and what is wrong with the content."""

    files: Spool
    """What was drawn or copied, by site path."""
    held: dict[str, ManifestEntry]
    """Files that an earlier build left and that are what they would be, by site path."""
    left: Leftovers
    """Knows how these lie on the disk."""
    pieces: Mapping[str, bytes]
    """Digests of the pieces of the site that outputs were made from, by name."""
    reading: Reading
    """What was parsed."""
    account: Account
    findings: tuple[Finding, ...]
    compress: tuple[Compression, ...]
    """How its files are compressed."""


def render(
    order: Order,
    progress: Progress,
    known: Known = NOTHING_KNOWN,
    now: Mapping[str, FileSignature | None] = NO_SIGNS,
) -> Rendered:
    """Read and check a whole site, and draw what is not as an earlier build left it.

    Args:
        order: what is to be built.
        progress: told of every page that is done.
        known: of an earlier build.
        now: how the files lie that this one reads.
    """
    earlier = Earlier(known.reading.files, known.outline.inputs, now)
    plan = prepare(order, earlier)
    site = _Rendering(order, plan, known)
    site.draw([one for one in plan.pages.values() if not one.only_if_used], progress)
    asked = {name for one in site.made.values() for name in (*one.reads, *one.notes)}
    site.draw([one for one in plan.pages.values() if one.only_if_used in asked], progress)
    found = [*plan.findings, *site.check()]
    content = ContentFolder(order.source)
    for path, data in plan.assets.items():
        site.files.put(path, data)
    for path, there in plan.site.files.items():
        site.files.put(there, content.read(path))
    reading, findings = Reading(earlier.all), tuple(apply_levels(found, plan.site.config))
    pieces, account = site.pieces(), site.account()
    return Rendered(site.files, site.held, site.left, pieces, reading, account, findings, plan.site.config.compress)


class _Rendering:
    """The files of one site, as they are drawn.

    Args:
        order: what is to be built.
        plan: how.
        known: of an earlier build.
    """

    def __init__(self, order: Order, plan: Plan, known: Known) -> None:
        self._order = order
        self._plan = plan
        self._lack = known.lack
        self._state = known.state
        self._before = Before(known.state, plan.facts)
        self.left = Leftovers(order.output, known.outline.files)
        self.files = Spool()
        self.held: dict[str, ManifestEntry] = {}
        self.made: dict[str, Made] = {}
        self._reasons: dict[str, tuple[str, ...]] = {}

    def draw(self, pages: Sequence[PlannedOutput], progress: Progress) -> None:
        """Draw these pages, as far as they are not as an earlier build left them."""
        due = []
        for one in pages:
            reasons = self._why(one)
            if reasons:
                due.append(one)
                self._reasons[one.path] = reasons
                continue
            done = self.made[one.path] = self._state.outputs[one.path]
            self.held |= {path: self.left.filed(path) for path in (one.path, *done.files)}
        for output in drawn_ahead(self._outputs(due), self._plan):
            for path, data in ((output.path, output.data), *output.files.items()):
                self.files.put(path, data)
            self.made[output.path] = _made(self._plan.pages[output.path], output)
            progress(len(self.made))

    def check(self) -> list[Finding]:
        """What is wrong with the pages, also with their links, and with the places of their charts."""
        drawn = frozenset(self.files)
        self.made |= _checked(self.made, self._state, drawn, self._read)
        found = [one for page in self.made.values() for one in (*page.findings, *page.broken)]
        return found + taken_places(self._plan.site, {path for page in self.made.values() for path in page.files})

    def pieces(self) -> dict[str, bytes]:
        """Digests of the pieces of the site that pages were made from, by name."""
        facts = self._plan.facts
        names = {*facts.settings, *(name for page in self.made.values() for name in (*page.reads, *page.notes))}
        return {name: facts.of(name) for name in sorted(names)}

    def account(self) -> Account:
        """Why pages were drawn."""
        return Account(self._plan, self._before, self._reasons, self.made)

    def _outputs(self, pages: Sequence[PlannedOutput]) -> Iterator[RenderedOutput]:
        """The pages, drawn here, or by others when there are many of them or when that is asked for."""
        if are_many(sum(one.weight for one in pages), self._order):
            return self._studio.outputs(pages)
        return (one.render() for one in pages)

    @cached_property
    def _studio(self) -> Studio:
        return Studio(self._plan.blueprint, self._order.crew)

    def _why(self, planned: PlannedOutput) -> tuple[str, ...]:
        if self._lack:
            return (self._lack,)
        path = planned.path
        return self._before.why(planned) or self.left.lacks((path, *self._state.outputs[path].files))

    def _read(self, path: str) -> bytes:
        return self.files[path] if path in self.files else self.left.read(path)


def _made(planned: PlannedOutput, output: RenderedOutput) -> Made:
    notes = tuple(sorted(output.discovered_dependencies - set(planned.dependencies)))
    return Made(
        digest(planned.values), tuple(planned.dependencies), notes, tuple(output.files), output.links, output.findings
    )


def _checked(
    made: Mapping[str, Made], state: State, drawn: Set[str], read: Callable[[str], bytes]
) -> Mapping[str, Made]:
    """Outputs with findings about their links, where these lead from or to pages that are not as they were."""
    changed = drawn | (state.outputs.keys() ^ made.keys())
    links = {
        path: one.links
        for path, one in made.items()
        if path in drawn or any(f"{link.url}index.html" in changed for link in one.links)
    }
    broken = broken_anchors(links, made.keys(), read)
    return {path: msgspec.structs.replace(made[path], broken=found) for path, found in broken.items()}


def drawn_ahead(outputs: Iterable[RenderedOutput], plan: Plan) -> Iterator[RenderedOutput]:
    """The pages in their order; some are written while the charts of those before them are still being drawn."""
    waiting: deque[RenderedOutput] = deque()
    charts = 0
    for one in outputs:
        later = tuple(chart._replace(result=plan.drawings.redeem(chart.result)) for chart in one.pending_charts)
        waiting.append(one._replace(pending_charts=later))
        charts += len(waiting[-1].pending_charts)
        while len(waiting) > AHEAD or charts > AHEAD:
            charts -= len(waiting[0].pending_charts)
            yield plan.settled(waiting.popleft())
    while waiting:
        yield plan.settled(waiting.popleft())
