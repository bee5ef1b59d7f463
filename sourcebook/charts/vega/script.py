"""The script that draws Vega charts, in a browser and in V8 here."""

from __future__ import annotations

import hashlib
from functools import cache

from sourcebook.charts.vega.engine import package_text
from sourcebook.core.cache.fingerprints import package_version

VEGA_LITE = "6.4"
SNIPPET = "window.sourcebookVega = vegaEmbed;"
HEAD = "/*! Vega, D3 and others; their licences are in {} */"


def script() -> bytes:
    """Return Vega and vega-embed as one script with UTC as time zone, which defines `vegaEmbed` as `sourcebookVega`.

    Its first line names the file with the licences of what it holds, which is beside it.
    """
    import vl_convert

    bundle = vl_convert.javascript_bundle(SNIPPET, vl_version=VEGA_LITE)
    head = HEAD.format(notices_path().rpartition("/")[2])
    return f"{head}\n(() => {{\n{package_text('utc.js')}\n{bundle}\n}})();".encode()


def notices() -> bytes:
    """Return the copyright notices and licences of the packages in the script."""
    return package_text("notices.txt").encode()


@cache
def script_path() -> str:
    """Return the site path of the script; its name depends only on what `script` depends on."""
    parts = (
        package_version("vl-convert-python"),
        VEGA_LITE,
        SNIPPET,
        HEAD,
        package_text("utc.js"),
        package_text("notices.txt"),
    )
    return f"assets/vega-{hashlib.sha256(repr(parts).encode()).hexdigest()[:12]}.js"


def notices_path() -> str:
    """Return the site path of the notices: that of the script, as text."""
    return f"{script_path().removesuffix('.js')}.txt"
