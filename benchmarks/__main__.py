"""`python -m benchmarks NAME`: measures one thing, and prints it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

from benchmarks import incremental, ledger, peers, scale

KINDS: Mapping[str, Callable[[list[str]], None]] = {
    "incremental": incremental.main,
    "ledger": ledger.main,
    "peers": peers.main,
    "scale": scale.main,
}

if __name__ == "__main__":
    name, *arguments = sys.argv[1:] or [""]
    if name not in KINDS:
        sys.exit(f"usage: python -m benchmarks {'|'.join(KINDS)}")
    KINDS[name](arguments)
