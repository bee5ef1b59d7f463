"""Copyright notices and licences of what a site and a wheel hold of others."""

from __future__ import annotations

import json
import re
from pathlib import Path

import vl_convert
from fontTools.ttLib import TTFont
from making import GOOD, build, make, tree
from previewing import ROOT

from sourcebook.charts.vega.script import notices
from sourcebook.pipeline.options import BuildOptions

FONTS = ROOT / "templates/assets/fonts"
NAMES = (1, 3, 4, 6, 16, 21)
"""Of the records of a font that hold its names."""


def test_every_package_in_the_script_is_named_with_its_licence() -> None:
    """Each that vl-convert puts together, apart from older versions of Vega-Lite, is in the notices once."""
    programs = Path(vl_convert.__file__).parent.glob("*.so")
    found = {name.decode() for path in programs for name in re.findall(rb"/npm/([@\w./-]+?)@\d", path.read_bytes())}
    assert {"vega", "vega-lite", "d3-array"} <= found
    text = notices().decode()
    lists = re.findall(r"\n((?:[a-z0-9.-]+,\s)*[a-z0-9.-]+):\nCopyright", text)
    named = [name for line in lists for name in re.split(r",\s", line)]
    assert len(named) == len({*named})
    assert found <= {*named}, found - {*named}
    for words in ("Mike Bostock", "University of Washington Interactive Data Lab", "Cynthia Brewer", "Charles Karney"):
        assert words in text


def test_a_site_with_charts_carries_the_notices_beside_the_script(tmp_path: Path) -> None:
    """The first line of the script names a file that is there; a site without charts has neither."""
    build(BuildOptions(make(tmp_path), tmp_path / "site"))
    built = tree(tmp_path / "site")
    (script,) = [path for path in built if re.match(r"assets/vega-\w+\.js$", path)]
    named = re.match(rb"/\*! Vega, D3 and others; their licences are in (\S+) \*/\n", built[script])
    assert named is not None
    assert built[f"assets/{named[1].decode()}"] == notices()
    assert [path for path in built if path.startswith("assets/fonts/LICENSE")]
    plain: dict[str, str | bytes | None] = {name: None for name in GOOD if name.startswith(("briefings", "sources"))}
    build(BuildOptions(make(tmp_path / "plain", plain), tmp_path / "other"))
    assert not [path for path in tree(tmp_path / "other") if "vega" in path]


def test_the_fonts_have_names_of_their_own() -> None:
    """None has the reserved name, each says whose it is; the licence beside them has both copyrights."""
    families = set()
    for path in FONTS.glob("*.woff2"):
        records = {record.nameID: str(record) for record in TTFont(path)["name"].names}
        assert not [text for number, text in records.items() if number in NAMES and "source" in text.lower()]
        assert "Adobe" in records[0]
        assert "Subset and renamed, Copyright 2026 the Sourcebook authors." in records[0]
        assert "SIL Open Font License" in records[13]
        families.add(records[1].removesuffix(" Semibold"))
    style = (ROOT / "templates/assets/sourcebook.css").read_text()
    assert families == {*re.findall(r'@font-face \{ font-family: "([^"]+)"', style)} == {"Claims Serif", "Claims Sans"}
    licence = (FONTS / "LICENSE.txt").read_text()
    for words in ("Copyright 2014 Adobe", "Copyright 2010, 2012, 2014 Adobe", "the Sourcebook authors", "PREAMBLE"):
        assert words in licence


def test_the_bill_of_materials_is_the_lock() -> None:
    """The same packages at the same versions, in CycloneDX; no lock holds an address, each package has a hash."""
    bill = json.loads((ROOT / "sbom.cdx.json").read_text())
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    pinned = [line.split() for line in (ROOT / "requirements.lock").read_text().splitlines() if "==" in line]
    expected = [line[0].partition(";")[0].split("==") for line in pinned]
    assert [[one["name"], one["version"]] for one in bill["components"]] == expected
    assert [one["purl"] for one in bill["components"]] == [f"pkg:pypi/{name}@{number}" for name, number in expected]
    for path in ROOT.glob("*.lock"):
        text = path.read_text()
        assert "://" not in text
        blocks = re.split(r"(?m)^(?=[\w.-]+==)", text)[1:]
        assert blocks
        assert not [block for block in blocks if "--hash=sha256:" not in block]
