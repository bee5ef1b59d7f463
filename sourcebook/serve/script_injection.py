"""Add the preview's script to a page, and permission in the page's content security policy to run it."""

from __future__ import annotations

from html import escape

from sourcebook.core.text.html_tags import Tag, read_tags, replace_values

NEEDED = ("script-src", "connect-src", "style-src")
HEAD_END = frozenset({"/head", "body"})
"""Tags at which the head of a page ends."""


def with_preview(page: bytes, round_id: str, version: str) -> bytes:
    """Return a page with the preview's script.

    Args:
        page: HTML in UTF-8, as it is written into the built site.
        round_id: the id of the round that the page comes from.
        version: of the page.
    """
    text = page.decode()
    head = read_tags(text, HEAD_END)
    end = head[-1].start if head and head[-1].name in HEAD_END else len(text)
    policies = [tag.attributes["content"] for tag in head if _is_policy(tag)]
    script = (
        f'<meta name="sourcebook-preview" content="{escape(round_id)} {escape(version)}">'
        '<script type="module" src="/.sourcebook/preview.js"></script>'
    )
    loosened = replace_values(text[:end], [(policy, _loosened(policy.value)) for policy in policies])
    return (loosened + script + text[end:]).encode()


def _is_policy(tag: Tag) -> bool:
    """Return whether a tag sets the content security policy of the page."""
    kind = tag.attributes.get("http-equiv")
    is_policy = tag.name == "meta" and kind is not None and kind.value.lower() == "content-security-policy"
    return is_policy and "content" in tag.attributes


def _loosened(content: str) -> str:
    """Return a policy that lets the site's own origin run scripts, be connected to and provide style sheets."""
    directives = [text for part in content.split(";") if (text := part.split())]
    named = {text[0].lower(): text[1:] for text in directives}
    for name in NEEDED:
        sources = named.get(name, named.get("default-src"))
        if sources is not None and "'self'" not in sources:
            named[name] = [source for source in sources if source.lower() != "'none'"] + ["'self'"]
    return "; ".join(" ".join([name, *sources]) for name, sources in named.items())
