"""The script that draws Vega charts, in a browser and in V8 here."""

from __future__ import annotations

import hashlib
from functools import cache

from sourcebook.charts.vega.engine import package_text
from sourcebook.core.cache.fingerprints import package_version

VEGA_LITE = "6.4"
SNIPPET = "window.sourcebookVega = vegaEmbed;"


def script() -> bytes:
    """Vega and vega-embed as one script, for which it is UTC everywhere; it leaves `vegaEmbed` as `sourcebookVega`."""
    import vl_convert

    bundle = vl_convert.javascript_bundle(SNIPPET, vl_version=VEGA_LITE)
    return f"(() => {{\n{package_text('utc.js')}\n{bundle}\n}})();".encode()


@cache
def script_path() -> str:
    """The site path of the script; its name changes with all that `script` is a function of, and with nothing else."""
    parts = (package_version("vl-convert-python"), VEGA_LITE, SNIPPET, package_text("utc.js"))
    return f"assets/vega-{hashlib.sha256(repr(parts).encode()).hexdigest()[:12]}.js"
