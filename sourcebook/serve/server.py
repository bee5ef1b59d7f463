"""The server of the preview: find a port, open a browser, run until interrupted."""

from __future__ import annotations

import asyncio
import errno
import socket
import threading
import webbrowser
from collections.abc import Callable
from types import FrameType
from typing import NamedTuple

import uvicorn

from sourcebook.core.errors import SourcebookError
from sourcebook.core.executors.base import Executor
from sourcebook.pipeline.options import BuildOptions
from sourcebook.serve.app import application
from sourcebook.serve.diagnostics import DiagnosticFormatter
from sourcebook.serve.responses import PreviewResponder
from sourcebook.serve.session import PreviewSession
from sourcebook.serve.update_loop import RoundReport, UpdateLoop

TRIES = 50
"""Number of ports that are tried, from the requested one on."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class ServeOptions(NamedTuple):
    """Options of the preview server."""

    host: str = "127.0.0.1"
    port: int = 8000
    open: bool = False
    """Whether to open a browser."""
    poll: bool = False
    """Whether to scan the files repeatedly instead of waiting for native events."""
    editor: str = "vscode"
    """The name of an editor, or a URL with {path}, {line} and {column}."""


def serve(
    options: BuildOptions,
    executor: Executor,
    serve_options: ServeOptions,
    say: Callable[[str], None],
    report: Callable[[RoundReport], None],
) -> None:
    """Serve a preview until interrupted.

    Args:
        options: of the build that is previewed.
        executor: draws charts.
        serve_options: of the server.
        say: called with a line of text for the terminal.
        report: called after every round.

    Raises:
        SourcebookError: if there is no content folder, no free port, or no such editor.
        KeyboardInterrupt: if the user ends it.
    """
    if not options.source.is_dir():
        raise SourcebookError(f"there is no content folder {options.source}/", "name it with --source DIR")
    formatter = DiagnosticFormatter(options.source, serve_options.editor)
    listener = take_port(serve_options.host, serve_options.port)
    port = listener.getsockname()[1]
    if port != serve_options.port and serve_options.port:
        say(f"port {serve_options.port} is taken")
    if serve_options.host not in LOOPBACK:
        say(f"warning: everyone who can reach {serve_options.host} can read this preview, findings and paths included")
    asyncio.run(_serve(options, executor, serve_options, formatter, listener, say, report))


def take_port(host: str, requested: int) -> socket.socket:
    """Return a socket that listens on a port, or on the next free one; 0 takes any.

    Raises:
        SourcebookError: if none of fifty is free, or the machine does not have the address.
    """
    try:
        family, *_, address = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except OSError as error:
        raise SourcebookError(f"this machine has no address {host}", "leave --host out, or use 0.0.0.0") from error
    for port in range(requested, min(requested + TRIES, 65_536)):
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address[0], port, *address[2:]))
            listener.listen(128)
            return listener
        except OSError as error:
            listener.close()
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                message = f"cannot listen on {host} port {port}: {error.strerror}"
                raise SourcebookError(message, "choose another with --host and --port") from error
    raise SourcebookError(f"no port from {requested} on can be had", "choose another with --port")


class PreviewServer(uvicorn.Server):
    """A server that ends at once on a signal, also while event streams are open."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End without waiting for open connections."""
        super().handle_exit(sig, frame)
        self.force_exit = True


async def _serve(
    options: BuildOptions,
    executor: Executor,
    serve_options: ServeOptions,
    formatter: DiagnosticFormatter,
    listener: socket.socket,
    say: Callable[[str], None],
    report: Callable[[RoundReport], None],
) -> None:
    session = PreviewSession(options, formatter)
    updates = UpdateLoop(session, executor, report, polling=serve_options.poll)
    names = {serve_options.host.lower(), *(() if serve_options.host in LOOPBACK else (socket.gethostname().lower(),))}
    config = uvicorn.Config(
        application(PreviewResponder(session), frozenset(names)),
        log_config=None,
        log_level="critical",
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        proxy_headers=False,
    )
    rounds = asyncio.create_task(updates.run())
    server = PreviewServer(config)
    rounds.add_done_callback(lambda done: setattr(server, "should_exit", True))
    url = f"http://{_in_url(serve_options.host)}:{listener.getsockname()[1]}/"
    say(f"Preview of {options.source}/ at {url} (Ctrl-C ends it)")
    if serve_options.open:
        # Some browsers return only when they are closed: a daemon thread, which is not joined.
        threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
    try:
        await server.serve(sockets=[listener])
    finally:
        rounds.cancel()
        await asyncio.wait([rounds])
    if not rounds.cancelled() and (error := rounds.exception()) is not None:
        raise error


def _in_url(host: str) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)
    return f"[{shown}]" if ":" in shown else shown
