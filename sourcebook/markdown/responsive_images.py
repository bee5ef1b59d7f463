"""Images of a page's prose, each with smaller ones of it, of which a browser takes the one that it needs."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from markdown.treeprocessors import Treeprocessor

from sourcebook.markdown.document import MarkdownInput, ResponsiveImage

MARK = "data-picture"
"""The attribute by which an image is known here: its site path."""
SIZES = "(min-width: 41rem) 38rem, 94vw"
"""How wide an image stands in the theme's column: in CSS, for browsers that choose before they know the style."""


class ResponsiveImageProcessor(Treeprocessor):
    """Runs when images have the attributes that their author gave them."""

    def start(self, page: MarkdownInput) -> None:
        """Start a new page."""
        self.page = page

    def run(self, root: Element) -> None:
        """Say of each image how large it is, and offer the smaller ones."""
        if root.find(".//img") is None:
            return
        for parent in list(root.iter()):
            for index, child in enumerate(list(parent)):
                known = self.page.pictures.get(child.attrib.pop(MARK, "")) if child.tag == "img" else None
                if known is not None:
                    parent[index] = self._shown(child, known)

    def _shown(self, image: Element, known: ResponsiveImage) -> Element:
        width = image.get("width", "")
        if not {"width", "height"} & {*image.keys()}:
            image.set("width", str(known.width))
            image.set("height", str(known.height))
        if not known.sources:
            return image
        picture = Element("picture")
        picture.tail, image.tail = image.tail, None
        for kind, sizes in known.sources:
            offered = ", ".join(f"{self.page.link(path)} {pixels}w" for path, pixels in sizes)
            wide = f"{width}px" if width.isdigit() else SIZES
            SubElement(picture, "source", {"type": f"image/{kind}", "srcset": offered, "sizes": wide})
        picture.append(image)
        return picture
