"""The command line, as a person meets it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import sourcebook

ROOT = Path(__file__).resolve().parent.parent


def test_outside_its_environment_the_door_says_in_one_line_what_to_run() -> None:
    """`python build.py` without the packages names `make site`, with exit code 2 and no traceback."""
    bare = subprocess.run([sys.executable, "-S", "build.py"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert bare.returncode == 2
    assert bare.stderr.count("\n") == 1
    assert "make site" in bare.stderr


def test_version() -> None:
    """`--version` prints the package's version."""
    shown = subprocess.run(
        [sys.executable, "build.py", "--version"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert shown.stdout == f"sourcebook {sourcebook.__version__}\n"
