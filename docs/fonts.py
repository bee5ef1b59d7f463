"""Make the theme’s fonts anew, `make fonts`: Source Serif Pro and Source Sans Pro, cut down to Latin script.

Their licence reserves the name “Source”, so what is made of them has names of its own: Claims Serif and Claims Sans.
Beside them, for charts that are drawn without a browser: how wide the characters of its sans serif are.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import font_source_sans_pro
import font_source_serif_pro
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "templates" / "assets" / "fonts"
WIDTHS = ROOT / "sourcebook" / "charts" / "vega" / "widths.json"
SANS = Path(font_source_sans_pro.__file__).parent / "files"
SERIF = Path(font_source_serif_pro.__file__).parent / "files"
FAMILIES = {"serif": "Claims Serif", "sans": "Claims Sans"}
OWN = "Subset and renamed, Copyright 2026 the Sourcebook authors."
FONTS = {
    "serif": SERIF / "SourceSerifPro-Regular.ttf",
    "serif-italic": SERIF / "SourceSerifPro-It.ttf",
    "serif-bold": SERIF / "SourceSerifPro-Semibold.ttf",
    "sans": SANS / "SourceSansPro-Regular.ttf",
    "sans-bold": SANS / "SourceSansPro-Semibold.ttf",
}
LATIN = "U+0020-007E,U+00A0-017F,U+0192,U+0218-021B,U+02C6,U+02DA,U+02DC,U+2010-2027,U+2030-203A,U+2044,U+20AC,U+2122"
SIGNS = "U+2190-2193,U+2212,U+2215,U+2260,U+2264,U+2265,U+25A0,U+25A1,U+25CB,U+25CF,U+FB01,U+FB02"


def main() -> None:
    """Write one file a face, and the licence beside them."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, face in FONTS.items():
        options = (
            f"--unicodes={LATIN},{SIGNS}", "--flavor=woff2", "--layout-features=*", "--no-hinting",
            "--name-IDs=0,1,2,3,4,5,6,13,14",
        )  # fmt: skip
        command = [sys.executable, "-m", "fontTools.subset", str(face), *options]
        subprocess.run([*command, f"--output-file={TARGET / name}.woff2"], check=True)
        rename(TARGET / f"{name}.woff2", FAMILIES[name.partition("-")[0]])
    faces = {name: TTFont(FONTS[name]) for name in ("sans", "sans-bold")}
    found = {name: {"wide": widths(face), "kern": kerning(face)} for name, face in faces.items()}
    lines = [f" {json.dumps(name)}: {json.dumps(face, ensure_ascii=False)}" for name, face in found.items()]
    WIDTHS.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    (TARGET / "LICENSE.txt").write_text(licence())


def rename(path: Path, family: str) -> None:
    """Give a font a family name of its own; copyright and licence stay, and say that it was changed."""
    font = TTFont(path, recalcTimestamp=False)
    for record in font["name"].names:
        text = str(record)
        if record.nameID == 0:
            record.string = f"{text} {OWN}"
        elif record.nameID in (1, 4):
            record.string = re.sub(r"Source (Sans|Serif) Pro", family, text)
        elif record.nameID in (3, 6):
            record.string = re.sub(r"Source(Sans|Serif)Pro", family.replace(" ", ""), text)
    font.save(path)


def licence() -> str:
    """The licence of both fonts with the notices of both, and of what was changed."""
    texts = [(folder / "LICENSE.txt").read_text().replace("\r\n", "\n") for folder in (SERIF, SANS)]
    notices = [re.sub(r"\s+", " ", text.partition("This Font Software")[0]).strip() for text in texts]
    terms = "This Font Software" + texts[1].partition("This Font Software")[2]
    names = (
        "Claims Serif and Claims Sans are Source Serif Pro and Source Sans Pro, cut down to Latin script and renamed."
    )
    lines = [names, f"Source Serif Pro: {notices[0]}", f"Source Sans Pro: {notices[1]}", OWN, terms]
    return "\n\n".join(lines).rstrip() + "\n"


def widths(font: TTFont) -> dict[str, int]:
    """How wide each character of the theme's is in a face, in thousandths of an em."""
    names, advances, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    found: dict[str, int] = {}
    for first, last in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", f"{LATIN},{SIGNS}"):
        for code in range(int(first, 16), int(last or first, 16) + 1):
            if code in names:
                found[chr(code)] = round(advances[names[code]][0] * 1000 / em)
    return found


def kerning(font: TTFont) -> dict[str, int]:
    """How much closer two characters of ASCII stand than their widths say, in thousandths of an em, by pair."""
    names, em, rules = font.getBestCmap(), font["head"].unitsPerEm, font["GPOS"].table
    features = [one.Feature for one in rules.FeatureList.FeatureRecord if one.FeatureTag == "kern"]
    lookups = [rules.LookupList.Lookup[at] for at in sorted({at for one in features for at in one.LookupListIndex})]
    tables = [[getattr(table, "ExtSubTable", table) for table in one.SubTable] for one in lookups]
    pairs = ((one, other) for one in map(chr, range(32, 127)) for other in map(chr, range(32, 127)))
    found: dict[str, int] = {}
    for one, other in pairs:
        # Of each lookup, the first table that knows the pair holds.
        moved = [next(kerned(some, names[ord(one)], names[ord(other)]), 0) for some in tables]
        if sum(moved):
            found[one + other] = round(sum(moved) * 1000 / em)
    return found


def kerned(tables: list[Any], one: str, other: str) -> Iterator[int]:
    """What tables of pairs say of two glyphs, in units of the font."""
    for table in tables:
        if one not in table.Coverage.glyphs:
            continue
        if table.Format == 1:
            records = table.PairSet[table.Coverage.glyphs.index(one)].PairValueRecord
            yield from (getattr(some.Value1, "XAdvance", 0) for some in records if some.SecondGlyph == other)
        else:
            first, second = table.ClassDef1.classDefs.get(one, 0), table.ClassDef2.classDefs.get(other, 0)
            yield getattr(table.Class1Record[first].Class2Record[second].Value1, "XAdvance", 0)


if __name__ == "__main__":
    main()
