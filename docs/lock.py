"""Write the lock files: `make lock`. They hold names, versions and hashes, never an address."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = (
    "--universal", "--generate-hashes", "--python-version=3.11", "--quiet",
    "--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--no-header",
)  # fmt: skip
LOCKS = {
    "requirements.lock": ("pyproject.toml",),
    "requirements-test.lock": ("pyproject.toml", "--extra", "test"),
    "requirements-build.lock": ("docs/build.in", "--constraint", "requirements-test.lock"),
}


def main() -> None:
    """One lock for those who use the program, one for those who work on it, one for the build backend."""
    for target, inputs in LOCKS.items():
        command = [sys.executable, "-m", "uv", "pip", "compile", *inputs, *OPTIONS, "-o", target]
        subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
