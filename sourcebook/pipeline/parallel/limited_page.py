"""Render one page where no timer of this process can stop it, as in a thread of the preview."""

from __future__ import annotations

from sourcebook.core.executors.base import Executor
from sourcebook.markdown.page_cost import may_take_long
from sourcebook.pipeline.parallel.batches import BatchRenderer
from sourcebook.pipeline.parallel.render_inputs import RenderInputs
from sourcebook.render.output import PlannedOutput, RenderedOutput


def render_page(page: PlannedOutput, inputs: RenderInputs, executor: Executor) -> RenderedOutput:
    """Render a page without its charts; in another process, where it has a limit, if its text may take long.

    Args:
        page: the output of the plan.
        inputs: of the same plan.
        executor: has the other process; one without any renders here.

    Raises:
        SourcebookError: if the template of the page fails, or its process ended.
    """
    name = next((name.removeprefix("text ") for name in page.dependencies if name.startswith("text ")), "")
    body = next((one.body for one in inputs.site.prose if one.path == name), None)
    if body is None or not executor.parallelism or not may_take_long(body.read()):
        return page.render()
    (output,) = BatchRenderer(inputs, executor).outputs([page])
    return output
