"""Who may ask: requests that come from elsewhere by a foreign name or from another site's page are refused."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send


class RequestGuard:
    """Refuses what a browser sends on behalf of another site.

    A page of another site can make its own name resolve to this machine (DNS rebinding) and then read answers as its
    own; a bare address cannot be rebound. So only addresses, `localhost` and the names given are answered to, whatever
    the port: through a container's or SSH's forwarding it is another one than ours.

    Args:
        app: the application.
        names: further names to be answered to, in lower case.
    """

    def __init__(self, app: ASGIApp, names: frozenset[str]) -> None:
        self.app = app
        self.names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or refuse one request."""
        if scope["type"] == "http":
            reason = self._reason(Headers(scope=scope))
            if reason:
                return await PlainTextResponse(reason, 403)(scope, receive, send)
        return await self.app(scope, receive, send)

    def _reason(self, headers: Headers) -> str:
        """Why a request is refused; empty when it is not."""
        host = headers.get("host", "")
        name = hostname(host)
        if not (name == "localhost" or name.endswith(".localhost") or name in self.names or _is_address(name)):
            return f"this preview does not answer to the name {name!r}: start it with --host {name or 'NAME'}\n"
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != host:
            return "this preview does not answer to other sites\n"
        site, mode = headers.get("sec-fetch-site", "none"), headers.get("sec-fetch-mode", "navigate")
        if site in ("cross-site", "same-site") and mode != "navigate":
            return "this preview does not answer to other sites\n"
        return ""


def hostname(host: str) -> str:
    """The name in a Host header, in lower case, without its port and the brackets of IPv6."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
