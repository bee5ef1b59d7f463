"""ASGI middleware against DNS rebinding and cross-site requests: accepts only known hosts and same-origin pages."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send


class RequestGuard:
    """Refuses requests of other sites.

    A page of another site can make its own host name resolve to this machine (DNS rebinding) and then read responses;
    an IP address cannot be rebound. So only IP addresses, `localhost` and the given names are accepted, with any port,
    because port forwarding of containers and SSH changes it.

    Args:
        app: the application.
        names: further host names to accept, in lower case.
    """

    def __init__(self, app: ASGIApp, names: frozenset[str]) -> None:
        self.app = app
        self.names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on or refuse one request."""
        if scope["type"] == "http":
            reason = self._reason(Headers(scope=scope))
            if reason:
                return await PlainTextResponse(reason, 403)(scope, receive, send)
        return await self.app(scope, receive, send)

    def _reason(self, headers: Headers) -> str:
        """Return the reason to refuse a request; empty if it is accepted."""
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
    """Return the host name in a Host header, in lower case, without port and the brackets of IPv6."""
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
