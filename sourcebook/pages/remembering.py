"""Drawing what was not drawn before, and the script that draws in a browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from sourcebook.store import Store

if TYPE_CHECKING:
    from sourcebook.charts.render import Renderer


class Remembering:
    """Draws what was not drawn before.

    Args:
        store: holds drawings by what they are drawn from, for whichever page.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def vega(self, spec: Mapping[str, Any]) -> dict[str, Any]:
        """What a Vega-Lite specification is in Vega."""
        key = self._store.key(("vega", spec))
        made: dict[str, Any] = msgspec.json.decode(
            self._store.get(key, lambda: msgspec.json.encode(self._drawer.vega(spec)))
        )
        return made

    def svg(self, vega: Mapping[str, Any]) -> str:
        """The SVG document of a Vega specification."""
        return self._store.get(self._store.key(("svg", vega)), lambda: self._drawer.svg(vega).encode()).decode()

    def png(self, svg: str) -> bytes:
        """A PNG of an SVG document."""
        return self._store.get(self._store.key(("png", svg)), lambda: self._drawer.png(svg))

    def script(self) -> bytes:
        """What draws Vega in a browser."""
        return self._store.get(self._store.key("script"), lambda: self._drawer.script())

    @property
    def _drawer(self) -> Renderer:
        from sourcebook.charts.render import VL_CONVERT

        return VL_CONVERT


def script_path(store: Store) -> str:
    """The site path of the script that draws in a browser; its name changes with the programs that make it."""
    return f"assets/vega-{store.key('script')[:12]}.js"
