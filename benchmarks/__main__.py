"""`python -m benchmarks NAME`: measures one thing, and prints it; figures that are compared over time also as JSON."""

from __future__ import annotations

import importlib
import sys

NAMES = ("charts", "incremental", "ledger", "peers", "plain", "preview", "publish", "scale")
"""Modules beside this one, each with a `main` that takes the arguments."""

if __name__ == "__main__":
    name, *arguments = sys.argv[1:] or [""]
    if name not in NAMES:
        sys.exit(f"usage: python -m benchmarks {'|'.join(NAMES)}")
    importlib.import_module(f"benchmarks.{name}").main(arguments)
