"""The preview as an ASGI application: routes for the site, and for the preview itself below `/.sourcebook/`."""

from __future__ import annotations

from pathlib import Path

import msgspec
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from sourcebook.core.manifest import media_type
from sourcebook.serve.byte_ranges import ranged_file, with_range
from sourcebook.serve.request_guard import RequestGuard
from sourcebook.serve.responses import PreviewResponder, PreviewResponse
from sourcebook.serve.revision import version
from sourcebook.serve.script_injection import with_preview

BROWSER_FILES = Path(__file__).parent / "browser"
FRESH = {"Cache-Control": "no-cache"}
"""A browser may store the response, and has to validate it with every request."""

NEVER = {"Cache-Control": "no-store"}


def application(responder: PreviewResponder, names: frozenset[str]) -> Starlette:
    """Return the application of one preview, which accepts these host names besides addresses of the machine."""
    pages = PreviewRoutes(responder)
    routes = [
        Route("/.sourcebook/events", pages.events),
        Route("/.sourcebook/state", pages.state),
        Route("/.sourcebook/page", pages.panel),
        Route("/.sourcebook/{name}", _browser_file),
        Route("/{path:path}", pages.page),
    ]
    return Starlette(routes=routes, middleware=[Middleware(RequestGuard, names=names)])


class PreviewRoutes:
    """The routes of one preview."""

    def __init__(self, responder: PreviewResponder) -> None:
        self.responder = responder

    async def events(self, request: Request) -> Response:
        """A stream of events for one open page."""
        stream = self.responder.events(await self._address(request), request.query_params.get("version", ""))
        return StreamingResponse(stream, media_type="text/event-stream", headers={**NEVER, "X-Accel-Buffering": "no"})

    async def state(self, request: Request) -> Response:
        """The id of the last round, and the version of one page in it."""
        answer = await self.responder.answer(await self._address(request))
        return _json({"build": answer.round_id, "version": version(answer.data)})

    async def panel(self, request: Request) -> Response:
        """The data of the author's panel."""
        return _json(await self.responder.panel(await self._address(request)))

    async def page(self, request: Request) -> Response:
        """A file of the site."""
        responder = self.responder
        address = await responder.below_base(request.url.path)
        if address is None and request.url.path == "/":
            return RedirectResponse(responder.session.base, 302)
        answer = await responder.answer(address if address is not None else "404.html")
        if answer.redirect is not None:
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(responder.session.base + answer.redirect + query, 301)
        if answer.file is not None:
            try:
                return ranged_file(request, responder.open(answer.file), media_type(answer.path), FRESH)
            except OSError:
                return Response("this file cannot be read", 404)
        return _answered(request, answer, 404 if address is None else answer.status)

    async def _address(self, request: Request) -> str:
        """Return the address below the base path of the page that a request is about."""
        return await self.responder.below_base(request.query_params.get("page", "/")) or ""


async def _browser_file(request: Request) -> Response:
    """A script or style sheet of the preview itself."""
    path = next((path for path in BROWSER_FILES.iterdir() if path.name == request.path_params["name"]), None)
    if path is None or path.suffix not in (".js", ".css"):
        return Response("not found", 404)
    return ranged_file(request, path.open("rb"), media_type(path.name), FRESH)


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json", headers=NEVER)


def _answered(request: Request, answer: PreviewResponse, status: int) -> Response:
    now = version(answer.data)
    tag = f'"{now}-{answer.round_id}"' if answer.path.endswith(".html") else f'"{now}"'
    headers = {**FRESH, "ETag": tag, "Sourcebook-Build": answer.round_id}
    if status == 200 and tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    data = with_preview(answer.data, answer.round_id, now) if answer.path.endswith(".html") else answer.data
    return with_range(request, Response(data, status, headers=headers, media_type=media_type(answer.path)))
