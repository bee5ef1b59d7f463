"""Views: frozen, with a digest of all of their fields."""

from __future__ import annotations

from pathlib import Path

import pytest
from making import GOOD, make

from sourcebook.readers.site import read_site
from sourcebook.render.site_index import SiteIndex
from sourcebook.render.views.view import View


def views(root: Path) -> list[View]:
    """One view of each kind, made anew."""
    page = str(GOOD["briefings/a/index.md"]).replace("date:", "topics: [ports]\ndate:", 1)
    index = SiteIndex(read_site(make(root, {"briefings/a/index.md": page}))[0])
    summary = next(iter(index.source_summaries.values()))
    return [index.claims[0], index.sources[0], index.people[0], index.briefings[0], index.topics[0], summary]


def test_a_view_cannot_be_changed(tmp_path: Path) -> None:
    """Setting a value of it is an error."""
    for view in views(tmp_path):
        with pytest.raises(AttributeError, match="is frozen"):
            setattr(view, "url", "elsewhere")  # noqa: B010


def test_the_digest_of_a_view_covers_every_field_and_nothing_else(tmp_path: Path) -> None:
    """It is another one when any field is, and the same whatever a template read of the view before."""
    for view, read in zip(views(tmp_path), views(tmp_path), strict=True):
        fields = dict(vars(view))
        for name in dir(read):
            getattr(read, name)
        assert view.digest == read.digest
        others = [type(view)(**{**fields, name: "other"}).digest for name in fields]
        assert len({view.digest, *others}) == len(fields) + 1
