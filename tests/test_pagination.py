"""Long lists on several pages, and what stays as it is while they grow."""

from hypothesis import given
from hypothesis import strategies as st

from sourcebook.render.pagination import NEAR, PER_PAGE, paginate, paginate_newest_first

COUNTS = st.integers(0, PER_PAGE * 12)


@given(COUNTS)
def test_every_item_stands_on_one_page(count: int) -> None:
    """In the list's order, whichever way the pages are counted; each leads to the one before and after it."""
    for pages in (list(paginate_newest_first(range(count), "claims/")), list(paginate(range(count), "claims/"))):
        assert [item for page in pages for item in page.items] == list(range(count))
        assert [page.url for page in pages[1:]] == [page.after for page in pages[:-1]]
        assert [page.url for page in pages[:-1]] == [page.before for page in pages[1:]]
        assert pages[0].is_first
        assert pages[0].total == count
        assert not pages[0].before
        assert not pages[-1].after
        assert len({page.url for page in pages}) == len(pages)
        for page in pages:
            urls = [link.url for link in page.links if link.url]
            assert page.url in urls
            assert {pages[0].url, pages[-1].url} <= set(urls)
            assert {page.before, page.after} - {""} <= set(urls)


@given(COUNTS, st.integers(1, PER_PAGE))
def test_pages_stay_while_a_list_grows_at_its_start(count: int, added: int) -> None:
    """All but the first page, and the few next to it that name a page which has come to be."""
    before = {page.url: page for page in paginate_newest_first([*range(count)], "claims/")}
    pages = list(paginate_newest_first([*range(-added, 0), *range(count)], "claims/"))
    assert PER_PAGE * 2 > len(pages[0].items) >= min(PER_PAGE, count + added)
    changed = [page for page in pages if page.url in before and page != before[page.url]]
    full = len(pages) - 1
    new = full - (len(before) - 1)
    assert all(page in pages[: 1 + new + NEAR + 2] for page in changed)
    if not new:
        assert changed == pages[:1]


def test_pages_are_named_as_readers_meet_them() -> None:
    """The newest first, others by their number from the oldest; a gap is a page where it is only one."""
    pages = list(paginate_newest_first(range(PER_PAGE * 9), "claims/"))
    assert [link.title for link in pages[0].links] == ["Newest", "8", "7", "…", "1"]
    assert [link.title for link in pages[4].links] == ["Newest", "8", "7", "6", "5", "4", "3", "2", "1"]
    assert [link.title for link in pages[5].links] == ["Newest", "…", "6", "5", "4", "3", "2", "1"]
    assert pages[3].url == "claims/page/6/"
    assert pages[3].title == "Page 6, counted from the oldest"
    assert [link.title for link in list(paginate(range(PER_PAGE * 9), "sources/"))[8].links] == [
        "1",
        "…",
        "7",
        "8",
        "9",
    ]
