"""JSON Schemas for editors, by an independent validator: what they take is what the program takes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from making import make

from sourcebook import model
from sourcebook.cli.program import run
from sourcebook.model import ContentRecord, SiteConfig
from sourcebook.readers.json_schema import FILES, documentation, schema
from sourcebook.readers.site import read_site

ROOT = Path(__file__).resolve().parent.parent
GOOD = {
    "site": "title: 2026\nbase_url: https://example.org/repo/\nchecks: {untied-claim: error}\nlinks: files\n",
    "briefing": "title: A\ndate: 2026\narticle: null\ntopics: [ai]\naliases: [old/]\nlayout: post\n",
    "page": "title: A\ndraft: true\n",
    "claims": (
        "- id: a\n  text: It is.\n  kind: forecast\n  by: article\n  as_of: 2026-02\n  confidence: null\n"
        "  forecast: {horizon: 2030/2035, probability: 0.4, likelihood: very likely, outcome: no}\n"
        "  quantities: [{id: q, unit: CNY, value: 60.06e9, bound: up_to}]\n"
    ),
    "sources": (
        "id: Smith:2020/a\ntitle: A\nissued: {date-parts: [[2026, 2, 16]]}\nISBN: 978-3\nDOI: 10.1/x\n"
        "author: [{family: Smith, non-dropping-particle: van der}]\nURL: https://example.org/\n"
    ),
    "people": "- {id: scott, name: Rick Scott, kind: person}\n- {id: ts, name: TS, kind: organisation}\n",
}
BAD = {
    "site": ["titel: A\n", "title: A\nbase_url: example.org\n", "title: A\nchecks: {a: fatal}\n", "- a\n"],
    "briefing": ["title: A\ndate: [2026]\n", "title: A\ndate: 2026\ndraft: perhaps\n"],
    "page": ["summary: [A]\n", "title: A\naliases: ['../x']\n"],
    "claims": [
        "- {id: a, text: A, kind: nonsense, by: article}\n",
        "- {id: a b, text: A, kind: fact, by: article}\n",
        "- {id: a, text: A, kind: fact, by: article, vai: []}\n",
        "- {id: a, text: A, kind: fact, by: article, via: [{locator: p. 3}]}\n",
        "- {id: a, text: A, kind: forecast, by: article, forecast: {probability: 2}}\n",
        "- {id: a, text: A, kind: figure, by: article, quantities: [{id: q, unit: CNY, value: many}]}\n",
    ],
    "sources": ["- {id: a}\n", "- {id: a, title: A, URL: ftp://x}\n", "- {id: a, title: A, reliability: G}\n"],
    "people": ["- {id: a, name: A, kind: persn}\n", "- {id: a, name: A, kind: person, rôle: x}\n"],
}
PLACES = {
    "site": "site.yaml",
    "briefing": "briefings/b/index.md",
    "page": "pages/b.md",
    "claims": "briefings/a/claims.yaml",
    "sources": "sources/b.yaml",
    "people": "people/b.yaml",
}


def wrong(name: str, paths: list[Path], folder: Path) -> set[Path]:
    """Which of some YAML files a validator of somebody else's finds wrong by one of our schemas."""
    (folder / f"{name}.json").write_text(json.dumps(schema(name, SiteConfig(title=""))))
    command = [sys.executable, "-m", "check_jsonschema", "-o", "json", "--schemafile", str(folder / f"{name}.json")]
    done = subprocess.run([*command, *map(str, paths)], capture_output=True, text=True, check=False)
    report = json.loads(done.stdout)
    assert not report["parse_errors"]
    return {Path(error["filename"]) for error in report["errors"]}


@pytest.mark.parametrize("name", FILES)
def test_a_schema_takes_what_the_program_takes(name: str, tmp_path: Path) -> None:
    """Good samples and the real content are right; each bad sample is wrong, to the validator and to the program."""
    good, bad = [tmp_path / "good.yaml"], [tmp_path / f"bad-{index}.yaml" for index, _ in enumerate(BAD[name])]
    good[0].write_text(GOOD[name])
    real = {"site": "site.yaml", "claims": "briefings/*/claims.yaml", "sources": "sources/*", "people": "people/*"}
    good += sorted((ROOT / "content").glob(real[name])) if name in real else []
    for path, text in zip(bad, BAD[name], strict=True):
        path.write_text(text)
    assert wrong(name, [*good, *bad], tmp_path) == set(bad)
    for index, text in enumerate([GOOD[name], *BAD[name]]):
        written = f"---\n{text}---\n" if PLACES[name].endswith(".md") else text
        _, findings = read_site(make(tmp_path / str(index), {PLACES[name]: written}))
        about = [one for one in findings if one.location.file == PLACES[name] and one.level == "error"]
        assert bool(about) == bool(index), (text, findings)


def test_every_field_is_documented() -> None:
    """Each field of each record that a file may hold says what it means, in the schema too."""
    records = [one for one in vars(model).values() if isinstance(one, type) and issubclass(one, ContentRecord)]
    for record in records:
        for field in msgspec.structs.fields(record):
            assert documentation()[record.__name__].get(field.name), f"{record.__name__}.{field.name}"
    assert "by whom" not in json.dumps(schema("claims", SiteConfig(title="")))
    assert schema("claims", SiteConfig(title=""))["$defs"]["Claim"]["properties"]["kind"]["description"].startswith(
        "What sort of statement"
    )


def test_schema_writes_the_files_that_editors_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Beside the content folder, one a kind of file; a name prints one; `new site` has them from the start."""
    content = make(tmp_path)
    assert run(["schema", "--source", str(content)]) == 0
    names = {f"{name}.schema.json" for name in FILES}
    assert {path.name for path in (tmp_path / "schemas").iterdir()} == names
    capsys.readouterr()
    assert run(["schema", "claims", "--source", str(content)]) == 0
    assert capsys.readouterr().out == (tmp_path / "schemas/claims.schema.json").read_text()
    assert run(["schema", "clams", "--source", str(content)]) == 2
    for name in FILES:
        assert run(["schema", name]) == 0
    assert run(["new", "site", str(tmp_path / "s")]) == 0
    assert {path.name for path in (tmp_path / "s/schemas").iterdir()} == names
    settings = json.loads((tmp_path / "s/.vscode/settings.json").read_text())
    for path in settings["yaml.schemas"]:
        assert (tmp_path / "s" / path).is_file()
    for path in (tmp_path / "s/content").rglob("*.yaml"):
        head = path.read_text().partition("\n")[0]
        if "$schema=" in head:
            assert (path.parent / head.partition("$schema=")[2]).resolve().is_file(), path


def test_a_build_keeps_the_schemas_current(tmp_path: Path) -> None:
    """With the fields of site.yaml, once they are there; a site without schemas gets none."""
    content = make(tmp_path)
    assert run(["--source", str(content)]) == 0
    assert not (tmp_path / "schemas").exists()
    assert run(["schema", "--source", str(content)]) == 0
    path, before = tmp_path / "schemas/claims.schema.json", (tmp_path / "schemas/claims.schema.json").read_text()
    assert run(["--source", str(content)]) == 0
    assert path.read_text() == before
    settings = content / "site.yaml"
    settings.write_text(settings.read_text() + "fields: {desk: {type: string}}\n")
    os.utime(settings, (path.stat().st_mtime + 5,) * 2)
    assert run(["--source", str(content)]) == 0
    assert "desk" in json.loads(path.read_text())["$defs"]["Claim"]["properties"]


def test_editors_know_every_file_of_content_at_any_depth(tmp_path: Path) -> None:
    """Each file has one schema, and each schema a file: settings, claims, sources, people, front matter."""
    assert run(["new", "site", str(tmp_path / "s")]) == 0
    globs = json.loads((tmp_path / "s/.vscode/settings.json").read_text())["yaml.schemas"]
    files = {
        "site": ["content/site.yaml"],
        "claims": ["content/briefings/a/claims.yaml", "content/briefings/2026/may/b/claims.yml"],
        "sources": ["content/sources/sources.yaml", "content/sources/2026/may.yml"],
        "people": ["content/people/people.yaml", "content/people/fund/all.yml"],
        "briefing": [
            "content/briefings/alone.md",
            "content/briefings/a/index.md",
            "content/briefings/2026/may/b/index.md",
        ],
        "page": ["content/pages/about.md", "content/pages/method/scales.md"],
    }
    assert {f"schemas/{name}.schema.json" for name in FILES} == globs.keys()
    for name, paths in files.items():
        for path in paths:
            found = [schema for schema, glob in globs.items() if _matches(path, glob)]
            assert found == [f"schemas/{name}.schema.json"], path


def _matches(path: str, glob: str) -> bool:
    """Whether a glob of an editor has a path: `**/` is any folders, `*` any part of a name."""
    pattern = re.escape(glob).replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
    return re.fullmatch(pattern, path) is not None
