"""A site from its content to the bytes of its files: what is as an earlier build left it stays, the rest is drawn."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

import msgspec

from sourcebook.build.account import Account
from sourcebook.build.anchors import broken_anchors
from sourcebook.build.earlier import Earlier
from sourcebook.build.order import Order
from sourcebook.build.plan import Plan, prepare, taken_places
from sourcebook.build.reasons import Before
from sourcebook.build.spool import Spool
from sourcebook.build.state import Known, Left, Leftovers, Made, Reading, State
from sourcebook.build.units import MODULES, Studio
from sourcebook.checks import levelled
from sourcebook.disk import Folder, Sign
from sourcebook.manifest import Filed
from sourcebook.model import VEGA_LITE, Finding
from sourcebook.pages import Output, Planned
from sourcebook.pages.drawing import NEEDED
from sourcebook.pages.facts import digest

AHEAD = 200
"""Pages that may wait for their charts while others are written."""
CHARTED = ("/claims.yaml", "/charts.py", *VEGA_LITE)
"""Ends of names of files because of which a site has charts."""
MANY = 200
"""Pages that are drawn by several processes without being asked."""
Progress = Callable[[int], None]
"""Told how many files have been rendered so far."""
NOTHING_KNOWN = Known(lack="nothing is known")
NO_SIGNS: Mapping[str, Sign | None] = {}


class Rendered(NamedTuple):
    """Every file of a site, and what is wrong with the content."""

    files: Spool
    """What was drawn or copied, by site path."""
    held: Mapping[str, Filed]
    """Files that an earlier build left and that are what they would be, by site path."""
    left: Mapping[str, Left]
    """How these lie on the disk."""
    pieces: Mapping[str, bytes]
    """Digests of the pieces of the site that outputs were made from, by name."""
    reading: Reading
    """What was parsed."""
    account: Account
    findings: tuple[Finding, ...]


def render(
    order: Order,
    progress: Progress,
    known: Known = NOTHING_KNOWN,
    now: Mapping[str, Sign | None] = NO_SIGNS,
) -> Rendered:
    """Read and check a whole site, and draw what is not as an earlier build left it.

    Args:
        order: what is to be built.
        progress: told of every page that is done.
        known: of an earlier build.
        now: how the files lie that this one reads.
    """
    if known.lack:
        _start(order, now)
    earlier, state = Earlier(known.reading.files, known.outline.inputs, now), known.state
    plan = prepare(order, earlier)
    before, left = Before(state, plan.facts), Leftovers(order.output, known.outline.files)

    def why(path: str, planned: Planned) -> tuple[str, ...]:
        if known.lack:
            return (known.lack,)
        return before.why(planned) or left.lacks((path, *state.outputs[path].files))

    reasons = {path: why(path, one) for path, one in plan.pages.items()}
    made = {path: state.outputs[path] for path in plan.pages if not reasons[path]}
    files, held = Spool(), {path: left.filed(path) for one, done in made.items() for path in (one, *done.files)}
    for output in drawn_ahead(_outputs(plan, [one for path, one in plan.pages.items() if reasons[path]], order), plan):
        for path, data in ((output.path, output.data), *output.files.items()):
            files.put(path, data)
        made[output.path] = _made(plan.pages[output.path], output)
        progress(len(made))
    made |= _checked(made, state, frozenset(files), lambda path: files[path] if path in files else left.read(path))
    found = [*plan.findings, *(one for page in made.values() for one in (*page.findings, *page.broken))]
    found += taken_places(plan.site, {path for page in made.values() for path in page.files})
    content = Folder(order.source)
    for path, data in plan.assets.items():
        files.put(path, data)
    for path, there in plan.site.files.items():
        files.put(there, content.read(path))
    names = {*plan.facts.settings, *(name for page in made.values() for name in (*page.reads, *page.notes))}
    pieces = {name: plan.facts.of(name) for name in sorted(names)}
    due = {path: reason for path, reason in reasons.items() if reason}
    account = Account(plan, before, due, made)
    return Rendered(
        files, held, left.found, pieces, Reading(earlier.all), account, tuple(levelled(found, plan.site.config))
    )


def _made(planned: Planned, output: Output) -> Made:
    notes = tuple(sorted(output.notes - set(planned.reads)))
    return Made(digest(planned.plain), tuple(planned.reads), notes, tuple(output.files), output.links, output.findings)


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


def _are_many(pages: int, order: Order) -> bool:
    """Whether so many pages are handed to others."""
    crew = order.crew
    return crew.places > 0 and (order.jobs is not None or (pages >= MANY and crew.places > 1))


def _start(order: Order, files: Iterable[str]) -> None:
    """While these files are read, let those begin who will draw what is made of them, if that is everything."""
    if _are_many(sum(name.endswith(".md") for name in files), order):
        has_charts = any(name.endswith(CHARTED) for name in files)
        order.crew.start((*MODULES, *NEEDED) if has_charts else MODULES)


def _outputs(plan: Plan, pages: Sequence[Planned], order: Order) -> Iterator[Output]:
    """The pages, drawn here, or by others when there are many of them or when that is asked for."""
    if _are_many(len(pages), order):
        return Studio(plan.blueprint, order.crew).outputs(pages)
    return (one.draw() for one in pages)


def drawn_ahead(outputs: Iterable[Output], plan: Plan) -> Iterator[Output]:
    """The pages in their order; some are written while the charts of those before them are still being drawn."""
    waiting: deque[Output] = deque()
    charts = 0
    for one in outputs:
        later = tuple(chart._replace(drawn=plan.drawings.taken(chart.drawn)) for chart in one.later)
        waiting.append(one._replace(later=later))
        charts += len(waiting[-1].later)
        while len(waiting) > AHEAD or charts > AHEAD:
            charts -= len(waiting[0].later)
            yield plan.settled(waiting.popleft())
    while waiting:
        yield plan.settled(waiting.popleft())
