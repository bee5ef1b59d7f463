"""Write the lock files, and the list of packages that is in the wheel: `make lock`.

They hold names, versions and hashes, never an address.
"""

from __future__ import annotations

import json
import re
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
    "requirements-audit.lock": ("docs/audit.in",),
}
SBOM = "sbom.cdx.json"


def main() -> None:
    """One lock for those who use the program, one for those who work on it, one each for build backend and audit."""
    for target, inputs in LOCKS.items():
        command = [sys.executable, "-m", "uv", "pip", "compile", *inputs, *OPTIONS, "-o", target]
        subprocess.run(command, cwd=ROOT, check=True)
    (ROOT / SBOM).write_text(bill_of_materials((ROOT / "requirements.lock").read_text()))


def bill_of_materials(lock: str) -> str:
    """The packages of a lock as a software bill of materials: CycloneDX 1.6, JSON."""
    components = [
        {"type": "library", "name": name, "version": version, "purl": f"pkg:pypi/{name}@{version}"}
        for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", lock, re.MULTILINE)
    ]
    head = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}
    program = {"component": {"type": "application", "name": "sourcebook"}}
    return json.dumps({**head, "metadata": program, "components": components}, indent=1) + "\n"


if __name__ == "__main__":
    main()
