"""The template environment: Jinja with autoescape, and functions for all templates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import partial
from typing import Any, NamedTuple

from jinja2 import (
    BytecodeCache,
    DictLoader,
    Environment,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
    pass_context,
)
from jinja2.runtime import Context
from markupsafe import Markup, escape

from sourcebook.core.crashes import EXPECTED, described
from sourcebook.core.errors import SourcebookError
from sourcebook.core.text.addresses import encoded_path, encoded_url
from sourcebook.core.text.dates import format_date, on_date
from sourcebook.core.text.languages import direction, language_tag
from sourcebook.core.text.numbers import format_percent
from sourcebook.core.text.phrases import plural
from sourcebook.core.text.slugs import slug
from sourcebook.model import LINK, Site, SiteConfig
from sourcebook.model.site_paths import SECTIONS, topic_title, topic_url
from sourcebook.render.output import PageInfo
from sourcebook.render.quantity_text import format_quantity
from sourcebook.render.rating_text import rating_text
from sourcebook.render.source_text import authors_text, reference_parts, source_dates, source_facts
from sourcebook.render.text_fragments import quotation_url
from sourcebook.render.theme.links import relative_url

POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; "
    "media-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'"
)
"""The content security policy of every page."""
REFERRING = re.compile(
    r"\{%[-+]?\s*(?:extends|include|import|from)\b(.*?)"
    r"(?:\b(?:ignore\s+missing|as|import|with|without)\b[^\"'%]*)?[-+]?%\}",
    re.DOTALL,
)
"""A tag that extends, includes or imports templates, and its part with their names."""
LITERAL = re.compile(r"""(["'])((?:(?!\1)[^\\])*)\1""")
SITE = PageInfo("", "")
"""A page in the language of the site."""


class NavLink(NamedTuple):
    """An entry of the navigation."""

    title: str
    url: str
    is_current: bool
    is_named_by_theme: bool = False
    """Whether the title is the theme's, in English."""


class TemplateEnvironment:
    """The templates of one site, compiled on first use.

    Args:
        site: whose settings and navigation all pages show.
        templates: source by name; those of the site have replaced those of the theme.
        assets: names of the theme's assets.
        renamed: site paths of assets with fingerprints, by the site paths that templates use.
        compiled: bytecode of templates.
    """

    def __init__(
        self,
        site: Site,
        templates: Mapping[str, str],
        renamed: Mapping[str, str],
        assets: Set[str],
        compiled: BytecodeCache,
    ) -> None:
        self._renamed = renamed
        self.templates = templates
        self._reach: dict[tuple[str, ...], Sequence[str]] = {}
        self.config: SiteConfig = site.config
        self._pages = {page.slug: page.front.title for page in site.pages}
        self._jinja = Environment(
            loader=DictLoader(templates),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
            bytecode_cache=compiled,
        )
        self._jinja.globals.update(
            config=self.config,
            date=self.date,
            direction=direction,
            english=self.english,
            on_date=self.on_date,
            in_english=self.english(SITE),
            in_language=self.in_language,
            plural=plural,
            absolute=self.absolute,
            encoded_url=encoded_url,
            slug=slug,
            amount=partial(format_quantity, units=self.config.units),
            percent=format_percent,
            rating=lambda value: rating_text(value, self.config.ratings),
            quotation_url=quotation_url,
            authors_text=authors_text,
            reference_parts=reference_parts,
            source_facts=source_facts,
            source_dates=source_dates,
            topic_title=lambda name: topic_title(name, self.config.topics),
            topic_url=topic_url,
            policy=POLICY,
            has_sheet="site.css" in assets,
            logo=site.files.get(self.config.logo or "", ""),
        )

    @property
    def frame_values(self) -> object:
        """Values of the page frame that are not settings."""
        titles = [self._pages.get(name) for name in self.config.nav]
        return titles, self._jinja.globals["logo"], self._jinja.globals["has_sheet"], self._renamed

    def dependencies(self, *templates: str) -> Sequence[str]:
        """Return the dependencies of templates: they and all that they extend, include or import, existing or not."""
        if templates not in self._reach:
            found: set[str] = set()
            ahead = list(templates)
            while ahead:
                name = ahead.pop()
                if name not in found:
                    found.add(name)
                    ahead += self._referred(name)
            self._reach[templates] = [f"template {name}" for name in sorted(found)]
        return self._reach[templates]

    def _referred(self, name: str) -> Iterable[str]:
        """Return the templates that one refers to; all of them if it does so by an expression."""
        tags = [(LITERAL.findall(tag), tag) for tag in REFERRING.findall(self.templates.get(name, ""))]
        if any(LITERAL.sub("", tag).strip("[], \n") for _, tag in tags):
            return self.templates
        return [text for literals, _ in tags for _, text in literals]

    def english(self, page: PageInfo) -> Markup:
        """Return the attributes of an element with words of the theme, which are English, on a page in its language."""
        language = (page.language or self.config.language).lower()
        return Markup() if language.partition("-")[0] == "en" else Markup(' lang="en"')

    def in_language(self, language: str) -> Markup:
        """Return the attributes of an element with words in a language; none if it is not known.

        Macros know no page, so that the language is named also where the page has it.
        """
        if not language or not (tag := language_tag(language)):
            return Markup()
        reads = direction(tag)
        attributes = Markup(' lang="{}"').format(tag)
        return attributes if reads == direction(self.config.language) else attributes + Markup(f' dir="{reads}"')

    @pass_context
    def date(self, context: Context, text: str, starts_sentence: bool = False) -> str:
        """Put a date into words, which are English; marked as such on a page in another language."""
        shown = format_date(text)
        return self._in_english(context, shown[:1].upper() + shown[1:] if starts_sentence else shown)

    @pass_context
    def on_date(self, context: Context, text: str) -> str:
        """Put a date into words after a verb, marked likewise."""
        return self._in_english(context, on_date(text))

    def _in_english(self, context: Context, shown: str) -> str:
        # Macros know no page; then the language of the site counts.
        attributes = self.english(context.get("page") or SITE)
        return Markup("<span{}>{}</span>").format(attributes, shown) if attributes else shown

    def absolute(self, path: str) -> str:
        """Return the absolute URL of a site path."""
        return f"{encoded_url(self.config.base_url).rstrip('/')}/{self.file(path)}"

    def link(self, page: PageInfo, path: str) -> str:
        """Return the relative URL of a site path on a page."""
        if page.url == "404.html":
            # Served in the place of a page at any depth: only the full path is right everywhere.
            return encoded_path(self.config.base_path) + self.file(path)
        return relative_url(page.url, self.file(path))

    def render(self, template: str, page: PageInfo, **values: Any) -> bytes:
        """Render a page.

        Raises:
            SourcebookError: if the template fails; names the file and the line.
        """
        try:
            found = self._jinja.get_template(template)
            text = found.render(
                page=page,
                nav=self._nav(page),
                footer=self._linked(page, self.config.footer),
                url=lambda path: self.link(page, path),
                **values,
            )
        except TemplateSyntaxError as error:
            raise SourcebookError(f"templates/{error.name}:{error.lineno}:1: {error.message}") from error
        except TemplateError as error:
            raise SourcebookError(f"templates/{_where(error, template)}: {error}") from error
        except EXPECTED:
            raise
        except Exception as error:
            raise SourcebookError(f"templates/{_where(error, template)}: {described(error)}") from error
        return text.encode()

    def file(self, path: str) -> str:
        """Return a site path as in URLs: assets with fingerprints, pages with index.html if the settings say so."""
        path = encoded_path(self._renamed.get(path, path))
        if self.config.links == "folders":
            return path
        path, separator, fragment = path.partition("#")
        return (f"{path}index.html" if path.endswith("/") or not path else path) + separator + fragment

    def _nav(self, page: PageInfo) -> list[NavLink]:
        links: list[NavLink] = []
        for name in self.config.nav:
            if found := LINK.fullmatch(name):
                links.append(NavLink(found[1], self._address(page, found[2]), False))
            elif name in SECTIONS or name in self._pages:
                path = f"{name}/"
                title = self._pages.get(name)
                current = page.url.startswith(path)
                links.append(NavLink(title or name.capitalize(), self.link(page, path), current, not title))
        return links

    def _address(self, page: PageInfo, written: str) -> str:
        """Return the URL of a link in the settings: a site path if it starts with a slash, else the URL itself."""
        return self.link(page, written.removeprefix("/")) if written.startswith("/") else encoded_url(written)

    def _linked(self, page: PageInfo, text: str) -> Markup:
        """Return a text of the settings as HTML, with its links."""
        html, end = Markup(), 0
        for found in LINK.finditer(text):
            link = Markup('<a href="{}">{}</a>').format(self._address(page, found[2]), found[1])
            html += escape(text[end : found.start()]) + link
            end = found.end()
        return html + escape(text[end:])


def _where(error: BaseException, template: str) -> str:
    """Return file and line of the innermost template in a traceback."""
    line, name = 1, template
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_globals.get("__jinja_template__")
        if code is not None:
            line, name = code.get_corresponding_lineno(trace.tb_lineno), code.name or template
        elif trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return f"{name}:{line}:1"
