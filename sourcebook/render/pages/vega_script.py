"""The script that makes charts interactive, which a page loads when a reader points at a chart."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sourcebook.charts.jobs.renderer import vega_script
from sourcebook.charts.vega.script import script_path
from sourcebook.render.context import RenderContext
from sourcebook.render.output import PlannedOutput, planned_output


def outputs(context: RenderContext) -> Iterator[PlannedOutput]:
    """Yield the script, which is rendered only if there is a chart."""
    path = script_path()
    yield planned_output(path, partial(vega_script, context.cache), (), path)._replace(only_if_used="script")
