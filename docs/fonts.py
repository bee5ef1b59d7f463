"""Make the theme’s fonts anew, `make fonts`: Source Serif Pro and Source Sans Pro, cut down to Latin script.

Beside them, for charts that are drawn without a browser: how wide the characters of its sans serif are.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import font_source_sans_pro
import font_source_serif_pro
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "templates" / "assets" / "fonts"
WIDTHS = ROOT / "sourcebook" / "charts" / "widths.json"
SANS = Path(font_source_sans_pro.__file__).parent / "files"
SERIF = Path(font_source_serif_pro.__file__).parent / "files"
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
        options = (f"--unicodes={LATIN},{SIGNS}", "--flavor=woff2", "--layout-features=*", "--no-hinting")
        command = [sys.executable, "-m", "fontTools.subset", str(face), *options]
        subprocess.run([*command, f"--output-file={TARGET / name}.woff2"], check=True)
    faces = {name: widths(FONTS[name]) for name in ("sans", "sans-bold")}
    lines = [f" {json.dumps(name)}: {json.dumps(face, ensure_ascii=False)}" for name, face in faces.items()]
    WIDTHS.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    (TARGET / "LICENSE.txt").write_bytes((SANS / "LICENSE.txt").read_bytes())


def widths(face: Path) -> dict[str, int]:
    """How wide each character of the theme's is in a face, in thousandths of an em."""
    font = TTFont(face)
    names, advances, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    found: dict[str, int] = {}
    for first, last in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", f"{LATIN},{SIGNS}"):
        for code in range(int(first, 16), int(last or first, 16) + 1):
            if code in names:
                found[chr(code)] = round(advances[names[code]][0] * 1000 / em)
    return found


if __name__ == "__main__":
    main()
