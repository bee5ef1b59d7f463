"""The stages of a build, imported in one place: they load Markdown, Jinja2 and YAML, unlike a no-op build."""

from sourcebook.checks.runner import apply_levels, run_checks
from sourcebook.pipeline.incremental.parse_cache import ParseCache
from sourcebook.pipeline.output.compression import compress
from sourcebook.pipeline.plan import plan_site
from sourcebook.pipeline.render import render_site
from sourcebook.readers.site import read_site

__all__ = ["ParseCache", "apply_levels", "compress", "plan_site", "read_site", "render_site", "run_checks"]
