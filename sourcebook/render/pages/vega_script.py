"""The script that makes charts interactive, which a page loads when a reader points at a chart, and its licences."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sourcebook.charts.jobs.renderer import vega_script
from sourcebook.charts.vega.script import notices, notices_path, script_path
from sourcebook.render.context import RenderContext
from sourcebook.render.output import PlannedOutput, planned_output


def outputs(context: RenderContext) -> Iterator[PlannedOutput]:
    """Yield the script and its licences, which are rendered only if there is a chart."""
    for path, data in ((script_path(), partial(vega_script, context.cache)), (notices_path(), notices)):
        yield planned_output(path, data, (), path)._replace(only_if_used="script")
