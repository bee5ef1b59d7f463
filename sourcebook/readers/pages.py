"""Read the pages in `pages/`, and the files beside them."""

from __future__ import annotations

from sourcebook.core.text.slugs import slug
from sourcebook.model import Page, PageFrontMatter, SourceLocation
from sourcebook.model.site_paths import RESERVED
from sourcebook.readers.context import ReadContext
from sourcebook.readers.markdown_file import read_markdown
from sourcebook.readers.static_files import copy_file

FOLDER = "pages/"


def read_pages(context: ReadContext) -> tuple[Page, ...]:
    """Return the pages in the order of their paths; other files of the folder are copied."""
    pages = []
    for path in context.paths:
        if not path.startswith(FOLDER):
            continue
        if not path.endswith(".md"):
            copy_file(context, path, path.removeprefix(FOLDER))
            continue
        page = _read_page(context, path)
        if page is not None:
            pages.append(page)
    return tuple(pages)


def _read_page(context: ReadContext, path: str) -> Page | None:
    file = read_markdown(context, path, PageFrontMatter)
    if file is None:
        return None
    steps = path.removeprefix(FOLDER).removesuffix(".md").split("/")
    # pages/index.md is the front page, pages/x/index.md is /x/.
    name = "/".join(slug(step) for step in (steps[:-1] if steps[-1] == "index" else steps))
    location = SourceLocation(path)
    if name.split("/")[0] in RESERVED:
        context.report("duplicate-id", f"the address /{name}/ is the site's own", location, "rename the file")
        return None
    if not context.register_id("page", name, location):
        return None
    context.locations["page", name] = {"": location, **file.parsed.locations}
    front = file.parsed.front or PageFrontMatter(title="?")
    return Page(slug=name, path=path, front=front, body=file.body, body_line=file.parsed.body_line)
