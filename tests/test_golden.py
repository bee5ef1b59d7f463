"""Golden sites: each folder below `sites/` is built and compared with what is expected, file by file.

After a wanted change, `UPDATE_GOLDEN=1 pytest tests/test_golden.py` writes the expected files anew: read the diff.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from making import tree

from sourcebook.cli.program import run

SITES = Path(__file__).parent / "sites"
CASES = sorted(path.name for path in SITES.iterdir() if path.is_dir())


def plain(page: bytes) -> bytes:
    """A file with the names of the theme's assets less their fingerprints."""
    return re.sub(rb"(assets/[\w/]+)-[0-9a-f]{12}\.", rb"\1.", page)


@pytest.mark.parametrize("case", CASES)
def test_site(case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A golden site gives the expected files and findings, to the byte, but for assets and computed forms of charts."""
    shutil.copytree(SITES / case / "input", tmp_path / "input")
    monkeypatch.chdir(tmp_path / "input")
    run(["build", "--output", str(tmp_path / "built")])
    built = tree(tmp_path / "built") if (tmp_path / "built").exists() else {}
    found = {
        path: plain(data)
        for path, data in built.items()
        if not path.startswith("assets/") and not path.endswith((".png", ".live.json"))
    }
    found["findings.txt"] = capsys.readouterr().out.encode()
    expected = SITES / case / "expected"
    if os.environ.get("UPDATE_GOLDEN"):
        shutil.rmtree(expected, ignore_errors=True)
        for path, data in found.items():
            (expected / path).parent.mkdir(parents=True, exist_ok=True)
            (expected / path).write_bytes(data)
    assert tree(expected).keys() == found.keys()
    for path, data in tree(expected).items():
        assert found[path].decode() == data.decode(), path
