"""Resolve the references of a page: links to claims, citations, figures, links and images."""

from __future__ import annotations

from functools import partial
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from sourcebook.citations import CitationItem
from sourcebook.core.text.addresses import canonical, decoded_path
from sourcebook.core.text.slugs import slug
from sourcebook.core.text.suggestions import did_you_mean
from sourcebook.markdown.attribute_values import plain_value, set_plain_value
from sourcebook.markdown.citation_syntax import citation_parts, parse_citation
from sourcebook.markdown.document import MarkdownInput
from sourcebook.markdown.links import LinkResolver
from sourcebook.markdown.mistakes import report_mistakes
from sourcebook.markdown.raw_html.safe_html import REFUSED
from sourcebook.markdown.raw_html.stored_html import resolve_stored_html
from sourcebook.markdown.responsive_images import PICTURE_ATTRIBUTE
from sourcebook.markdown.source_positions import SourcePositions
from sourcebook.markdown.whole_tables import LEFT_OUT
from sourcebook.model import VEGA_LITE_SUFFIXES, Finding, Level, SourceLocation

FIGURES = ("chart:", "table:", "claims:", "sources:")
"""Schemes of image addresses that are figures."""


class ReferenceResolver(Treeprocessor):
    """A tree processor that resolves every reference of a page, or reports it."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.findings: list[Finding] = []

    def start(self, page: MarkdownInput) -> None:
        """Begin a page."""
        self.page = page
        self.positions = SourcePositions(page.path, page.text, page.first_line)
        self.findings = []
        self.links = LinkResolver(page, self.positions, self.report)
        self.claims: set[str] = set()
        self.uses: dict[str, list[str]] = {}
        self.numbers: dict[str, int] = {}
        """Numbers of the references by key, from 1."""
        self.figures: dict[str, int] = {}

    def report(self, rule: str, message: str, location: SourceLocation, hint: str = "", level: Level = "error") -> None:
        """Add a finding."""
        self.findings.append(Finding(rule, level, message, location, hint))

    def run(self, root: Element) -> None:
        """Resolve the references of each block; add cards of claims beside the block that links to them first."""
        report_mistakes(self.md, root, self.positions, self.report)
        resolve_stored_html(self.md, self.links.html, self._stray)
        self._canonical_ids(root)
        self._tables(root)
        self._attributes(root)
        for index, block in enumerate(list(root)):
            self._figures_in(block)
            fresh = self._block(block)
            if fresh:
                cards = "".join(self.page.figures.card(name) for name in fresh)
                wrapper = Element("div", {"class": "tied"})
                wrapper.append(self._stashed(f'<aside class="cards" aria-label="Claims made here">{cards}</aside>'))
                wrapper.append(block)
                wrapper.text, wrapper.tail, block.tail = "\n", block.tail, "\n"
                root[index] = wrapper

    def _attributes(self, root: Element) -> None:
        """Check all elements, which may come from HTML, and their attributes, which authors may set in braces."""
        for element in root.iter():
            if element.attrib or element.tag in REFUSED:
                self.links.element(element, partial(plain_value, self.md))

    def _canonical_ids(self, root: Element) -> None:
        """Write ids of elements in the form in which names are compared."""
        for element in () if self.page.text.isascii() else root.iter():
            if "id" in element.attrib:
                element.set("id", canonical(element.get("id", "")))

    def _tables(self, root: Element) -> None:
        """Let tables scroll on narrow screens; align their cells by classes, as the pages' policy forbids styles."""
        if root.find(".//table") is None:
            return
        for parent in list(root.iter()):
            for index, child in enumerate(list(parent)):
                if child.tag == "table":
                    region = {"class": "scroll", "tabindex": "0", "role": "region", "aria-label": "Table"}
                    parent[index] = scroll = Element("div", region)
                    scroll.append(child)
                    scroll.tail, child.tail = child.tail, None
        for row in root.iter("tr"):
            if lost := row.attrib.pop(LEFT_OUT, ""):
                message = f"“{plain_value(self.md, lost)}” is lost: the row has more cells than the table has columns"
                hint = "give the table's head a cell for it, or write \\| for a bar that is shown"
                self._stray(message, lost, hint)
        for table in root.iter("table"):
            for cell in table.iter():
                align = cell.attrib.pop("style", "").removeprefix("text-align: ").rstrip(";")
                if align:
                    cell.set("class", f"align-{align}")

    def _stashed(self, html: str) -> Element:
        holder = Element("p")
        holder.text, holder.tail = self.md.htmlStash.store(html), "\n"
        return holder

    def _block(self, block: Element) -> list[str]:
        """Resolve the references in one block; return the claims that it is the first to link to."""
        fresh: list[str] = []
        for parent in list(block.iter()):
            for index, child in enumerate(list(parent)):
                if child.tag == "a" and plain_value(self.md, child.get("href", "")).startswith("claim:"):
                    fresh += self._claim(parent, index, child)
                elif child.tag == "a":
                    self._link(child)
                elif child.tag == "img":
                    self._image(child)
                elif child.tag == "cite" and "data-cited" in child.attrib:
                    self._cite(child)
        return fresh

    def _stray(self, message: str, text: str, hint: str) -> None:
        self.report("stray-markup", message, self.positions.text("", text), hint)

    def _figures_in(self, block: Element) -> None:
        """Replace each paragraph that contains only a figure by it."""
        for paragraph in [block] if block.tag == "p" else list(block.iter("p")):
            images = [i for i in paragraph.iter("img") if self._source(i).startswith(FIGURES)]
            is_alone = len(paragraph) == 1 and not "".join(paragraph.itertext()).strip()
            if images and images[0] in paragraph and is_alone:
                self._figure(paragraph, images[0])
            else:
                for image in images:
                    self._misplaced(image)

    def _source(self, image: Element) -> str:
        return plain_value(self.md, image.get("src", ""))

    def _misplaced(self, image: Element) -> None:
        """Report a figure within a sentence, and replace it by its description."""
        source = self._source(image)
        hint = "give it a paragraph of its own"
        location = self.positions.address(source)
        self.report("misplaced-figure", f"{source} stands inside a paragraph", location, hint)
        image.tag, image.text = "span", AtomicString(self._description_and_caption(image)[0])
        image.attrib.clear()

    def _figure(self, paragraph: Element, image: Element) -> None:
        source = self._source(image)
        location = self.positions.address(source)
        figure = self._figure_html(source, *self._description_and_caption(image), location)
        paragraph.remove(image)
        if isinstance(figure, str):
            paragraph.text = self.md.htmlStash.store(figure)
        else:
            self.findings += figure

    def _description_and_caption(self, image: Element) -> tuple[str, str]:
        """Return description and caption."""
        return plain_value(self.md, image.get("alt", "")), plain_value(self.md, image.get("title", ""))

    def _figure_html(self, source: str, alt: str, caption: str, location: SourceLocation) -> str | list[Finding]:
        kind, _, rest = source.partition(":")
        path, _, query = rest.partition("?")
        name = decoded_path(path)
        if not alt.strip() and not (kind == "chart" and self.page.figures.has_generated_description(name)):
            hint = "say in the square brackets what it shows: readers who cannot see it get only that"
            return [Finding("missing-alt", "error", f"{source} has no description", location, hint)]
        if kind == "table":
            return self.page.figures.table(decoded_path(rest), alt, caption, location)
        if kind in ("claims", "sources"):
            return self.page.figures.selection(kind, rest.removeprefix("?"), alt, caption, location)
        anchor = chart_anchor(name)
        times = self.figures[anchor] = self.figures.get(anchor, 0) + 1
        return self.page.figures.chart(
            name, alt, caption, anchor if times == 1 else f"{anchor}-{times}", location, query
        )

    def _claim(self, parent: Element, index: int, link: Element) -> list[str]:
        """Resolve a link to a claim; return the claim's id if its card was not shown yet."""
        href = plain_value(self.md, link.get("href", ""))
        name, location = decoded_path(href.removeprefix("claim:")), self.positions.address(href)
        claim = self.page.claims.get(name)
        if claim is None:
            link.attrib.pop("href")
            if not self.page.is_invalid("claim", name):
                new = self.page.current_id("claim", name)
                hint = f"it is now “{new}”" if new else did_you_mean(name, self.page.claims, "add it to claims.yaml")
                self.report("unknown-reference", f"no claim has the id “{name}”", location, hint)
            return []
        span = Element("span", {"class": f"claim {claim.kind} {'sourced' if claim.is_sourced else 'unsourced'}"})
        span.tail, link.tail = link.tail, None
        parent[index] = span
        link.set("href", f"#card-{name}" if claim.is_own else self.page.link(claim.url))
        span.append(link)
        SubElement(link, "sup", {"aria-hidden": "true"}).text = AtomicString(str(claim.number))
        note = SubElement(link, "span", {"class": "vh"})
        facts = [claim.kind, claim.standing, *([claim.mark] if claim.mark else [])]
        note.text = AtomicString(f" (claim {claim.number}: {', '.join(facts)})")
        self._hover(span, claim.by, claim.text, " · ".join(facts))
        is_fresh = claim.is_own and name not in self.claims
        if is_fresh:
            span.set("id", f"claim-{name}")
            self.claims.add(name)
        return [name] if is_fresh else []

    def _hover(self, span: Element, by: str, text: str, standing: str) -> None:
        """Add the small card that is shown on hover and focus."""
        hover = SubElement(span, "span", {"class": "hover"})
        for tag, content in (("b", by), ("span", text), ("small", standing)):
            SubElement(hover, tag).text = AtomicString(content)

    def _cite(self, element: Element) -> None:
        """Format a citation as links to the references; restore its text if a source is unknown."""
        bare = "data-bare" in element.attrib
        written = element.attrib.pop("data-cited")
        parts = [written] if bare else citation_parts(written)
        found = [parse_citation(plain_value(self.md, part)) for part in parts]
        cited = [one for one in found if one is not None]
        without_key = [part for part, one in zip(parts, found, strict=True) if one is None]
        unknown = [one for one in cited if one.key not in self.page.sources]
        inside = plain_value(self.md, written)
        element.tag = "span"
        element.attrib.clear()
        if unknown or without_key:
            element.text = AtomicString(inside if bare else f"[{inside}]")
            for part in without_key:
                hint = "write @key or @{key} in it, or a comma in place of the semicolon; \\@ is a plain @"
                location = self.positions.text(f"[{written}".partition(part)[0], part)
                self.report(
                    "stray-markup", f"“{plain_value(self.md, part)}” in a citation names no source", location, hint
                )
            for one in unknown:
                self._unknown_source(one, "warning" if bare else "error")
            return
        element.set("class", "cites")
        cluster = self.page.citer.cluster(cited, bare)
        element.text = ""
        for one, (lead, html) in zip(cited, cluster.parts, strict=True):
            self._one_cite(element, one, lead, html)
        element[-1].tail = AtomicString(cluster.tail)

    def _unknown_source(self, one: CitationItem, level: Level) -> None:
        location = self.positions.citation(one.key)
        if not self.page.is_invalid("source", one.key):
            new, advice = self.page.current_id("source", one.key), "add it to sources/, or write \\@ for a plain @"
            hint = f"it is now “{new}”" if new else did_you_mean(one.key, self.page.sources, advice)
            self.report("unknown-reference", f"no source has the id “{one.key}”", location, hint, level)

    def _one_cite(self, span: Element, one: CitationItem, lead: str, html: str) -> None:
        """Add the link of one source to its reference, which links back."""
        uses = self.uses.setdefault(one.key, [])
        number = self.numbers.setdefault(one.key, len(self.uses))
        if len(span):
            span[-1].tail = AtomicString(lead)
        else:
            span.text = AtomicString(lead)
        uses.append(f"cite-{number}-{len(uses) + 1}")
        title = self.page.sources[one.key]
        attributes = {"class": "cite", "href": f"#ref-{number}", "id": uses[-1], "title": title}
        link = SubElement(span, "a", attributes)
        link.text = self.md.htmlStash.store(html)

    def _link(self, link: Element) -> None:
        href = plain_value(self.md, link.get("href", ""))
        # Links of footnotes and citations lead to places that are not there yet.
        is_made = link.get("class", "").startswith(("footnote", "cite")) and href.startswith("#")
        if "href" in link.attrib and not is_made:
            address = self.links.address(href, "link")
            if address:
                set_plain_value(link, "href", address)
            else:
                del link.attrib["href"]

    def _image(self, image: Element) -> None:
        source = plain_value(self.md, image.get("src", ""))
        set_plain_value(image, "src", self.links.address(source, "image"))
        set_plain_value(image, "alt", plain_value(self.md, image.get("alt", "")))
        image.set("loading", "lazy")
        picture = self.links.picture(source)
        if picture:
            image.set(PICTURE_ATTRIBUTE, picture)


def chart_anchor(name: str) -> str:
    """Return the anchor of a chart: its name; for a file, without slashes and suffix."""
    end = next((end for end in VEGA_LITE_SUFFIXES if name.endswith(end)), "")
    return slug(name.removesuffix(end)) if end else name
