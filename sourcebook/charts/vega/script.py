"""The script that draws Vega charts, in a browser and in V8 here."""

from __future__ import annotations

import hashlib
from functools import cache

from sourcebook.charts.vega.engine import package_text
from sourcebook.core.cache.fingerprints import package_version

VEGA_LITE = "6.4"
SNIPPET = "window.sourcebookVega = vegaEmbed;"


def script() -> bytes:
    """Return Vega and vega-embed as one script with UTC as time zone, which defines `vegaEmbed` as `sourcebookVega`."""
    import vl_convert

    bundle = vl_convert.javascript_bundle(SNIPPET, vl_version=VEGA_LITE)
    return f"(() => {{\n{package_text('utc.js')}\n{bundle}\n}})();".encode()


@cache
def script_path() -> str:
    """Return the site path of the script; its name depends only on what `script` depends on."""
    parts = (package_version("vl-convert-python"), VEGA_LITE, SNIPPET, package_text("utc.js"))
    return f"assets/vega-{hashlib.sha256(repr(parts).encode()).hexdigest()[:12]}.js"
