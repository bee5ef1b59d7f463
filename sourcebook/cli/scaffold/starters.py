"""The files of `new site`, `new briefing` and `new source`, without findings under `--strict`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from sourcebook.core.errors import SourcebookError
from sourcebook.core.text.slugs import slug
from sourcebook.model import Id, Url

SITE = Path(__file__).resolve().parent / "site"

BRIEFING = """\
---
title: {title}
date: {day}
summary: One sentence that says what the article claims, and on what.
topics: [example]
{article}---

What is briefed here, and why it matters, in your own words. The article opens with
[its first claim](claim:{id}-1), for which it names nobody.

## What it says

Tie words to a claim wherever it is made: [a second one](claim:{id}-2), and
[what is to come](claim:{id}-3).

![Bars of claims by claimant. The article itself makes all three.](chart:claims-by-claimant "Who makes the claims.")
"""
CLAIMS = """\
# yaml-language-server: $schema=../../../schemas/claims.schema.json
# The order gives the claims their numbers. Say who makes a claim with `by: ID-OF-A-PERSON`, and what it rests on with
# `via: [{{source: ID}}]`.
- id: {id}-1
  text: What the article states first.
  kind: fact
  by: article

- id: {id}-2
  text: What it judges.
  kind: opinion
  by: article

- id: {id}-3
  text: What it expects.
  kind: forecast
  by: article
  forecast: {{horizon: null}}
"""
SOURCE = """\
# yaml-language-server: $schema=../../schemas/sources.schema.json
- id: {id}
  type: {type}
  title: {title}
{url}  # author: [{{family: …, given: …}}]
  # issued: {year}
  # derives_from: [{{source: …, how: rewrites}}]
"""


def site_files(version: str) -> dict[str, str]:
    """Return the files of a new site by path, without schemas.

    Args:
        version: of the program, for the site's requirements.
    """
    paths = sorted(path for path in SITE.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {
        re.sub(r"(^|/)dot-", r"\1.", path.relative_to(SITE).as_posix()): path.read_text("utf-8").replace(
            "VERSION", version
        )
        for path in paths
    }


def briefing_files(name: str, title: str, article: str, day: str) -> Mapping[str, str]:
    """Return the files of a new briefing by content path.

    Args:
        name: its slug.
        title: empty to derive it from the slug.
        article: the id of the source that is briefed, or empty.
        day: YYYY-MM-DD.

    Raises:
        SourcebookError: if the name is not a slug, or the article not an id.
    """
    if name != slug(name):
        raise SourcebookError(f"“{name}” cannot stand in an address", f"as {slug(name)}")
    _demand_id(name)
    if article:
        _demand_id(article)
    front = BRIEFING.format(
        title=_quoted(title or name.replace("-", " ").capitalize()),
        day=day,
        id=name,
        article=f"article: {article}\n" if article else "",
    )
    folder = f"briefings/{name}"
    return {f"{folder}/index.md": front, f"{folder}/claims.yaml": CLAIMS.format(id=name)}


def source_files(name: str, title: str, url: str, day: str) -> Mapping[str, str]:
    """Return the file of a new source by content path.

    Args:
        name: its id.
        title: empty to derive it from the id.
        url: of the source, or empty.
        day: YYYY-MM-DD, on which it was read.

    Raises:
        SourcebookError: if the name is not an id, or the URL not one of the web.
    """
    _demand_id(name)
    if url:
        _demand(url, Url, "is no address of the web", "write it in full: https://…")
    text = SOURCE.format(
        id=name,
        type="webpage" if url else "document",
        title=_quoted(title or name.replace("-", " ").capitalize()),
        url=f"  URL: {_quoted(url)}\n  accessed: {day}\n" if url else "",
        year=day[:4],
    )
    return {f"sources/{slug(name)}.yaml": text}


def _demand_id(name: str) -> None:
    _demand(name, Id, "is no id", "letters, digits and marks such as - _ . : /, no spaces")


def _demand(text: str, expected: Any, problem: str, hint: str) -> None:
    try:
        msgspec.convert(text, expected)
    except msgspec.ValidationError as error:
        raise SourcebookError(f"“{text}” {problem}", hint) from error


def _quoted(text: str) -> str:
    """Return a text as a quoted scalar of YAML."""
    return msgspec.json.encode(text).decode()
