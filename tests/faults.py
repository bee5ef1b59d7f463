"""A line that fails: a TCP proxy on loopback that cuts, delays, truncates, and answers 500 and 503 by itself."""

from __future__ import annotations

import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Literal

Fault = Literal["cut", "delay", "truncate", "500", "503"]
CHUNK = 16_384


class Line:
    """What a proxy does to connections.

    Args:
        there: the port behind it.
        fault: what goes wrong.
        share: of how many connections, from 0 to 1; can be changed while it runs.
        seed: of the dice.
    """

    def __init__(self, there: int, fault: Fault, share: float, seed: int = 1) -> None:
        self.there, self.fault, self.share = there, fault, share
        self.faults = 0
        self._dice = random.Random(seed)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._ended = False
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Take connections until the end."""
        self._thread.start()

    def _run(self) -> None:
        with suppress(OSError):
            while not self._ended:
                here, _ = self._listener.accept()
                threading.Thread(target=self._connect, args=(here,), daemon=True).start()

    def end(self) -> None:
        """Take no more connections.

        A listener that is only closed still takes one: its thread sleeps in the system, and the next server of the
        tests loses a connection to it.
        """
        self._ended = True
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # Wakes the thread.
        self._thread.join(10)
        self._listener.close()

    def _connect(self, here: socket.socket) -> None:
        is_faulty = self._dice.random() < self.share
        self.faults += is_faulty
        with suppress(OSError), here:
            if is_faulty and self.fault in ("500", "503"):
                here.recv(CHUNK)
                reason = "Internal Server Error" if self.fault == "500" else "Service Unavailable"
                head = f"HTTP/1.1 {self.fault} {reason}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                here.sendall(head.encode())
                here.shutdown(socket.SHUT_WR)
                while here.recv(CHUNK):
                    pass
                return
            if is_faulty and self.fault == "delay":
                time.sleep(self._dice.uniform(0.2, 1))
            with socket.create_connection(("127.0.0.1", self.there)) as there:
                up = self._dice.randrange(1, 40_000) if is_faulty and self.fault == "cut" else None
                down = self._dice.randrange(1, 400) if is_faulty and self.fault == "truncate" else None
                back = threading.Thread(target=self._pass, args=(there, here, down), daemon=True)
                back.start()
                self._pass(here, there, up)
                back.join()

    def _pass(self, one: socket.socket, other: socket.socket, most: int | None) -> None:
        """Hand on what comes, up to so many bytes: then both ends are closed."""
        with suppress(OSError):
            while data := one.recv(CHUNK if most is None else min(CHUNK, most)):
                other.sendall(data)
                if most is not None:
                    most -= len(data)
                    if most <= 0:
                        break
            if most is not None and most <= 0:
                for end in (one, other):
                    end.shutdown(socket.SHUT_RDWR)
                return
            other.shutdown(socket.SHUT_WR)


@contextmanager
def faulty(there: int, fault: Fault, share: float, seed: int = 1) -> Iterator[Line]:
    """Run a proxy before a port of loopback."""
    line = Line(there, fault, share, seed)
    line.start()
    try:
        yield line
    finally:
        line.end()
