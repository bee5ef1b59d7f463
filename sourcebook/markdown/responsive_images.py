"""Images of a page with smaller variants, from which the browser chooses."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from markdown.treeprocessors import Treeprocessor

from sourcebook.markdown.document import MarkdownInput, ResponsiveImage

PICTURE_ATTRIBUTE = "data-picture"
"""The attribute with the site path of an image."""
SIZES = "(min-width: 41rem) 38rem, 94vw"
"""The width of images in the theme's column, as CSS, for browsers that choose before they load the style sheet."""


class ResponsiveImageProcessor(Treeprocessor):
    """A tree processor that runs after attribute lists were applied."""

    def start(self, page: MarkdownInput) -> None:
        """Begin a page."""
        self.page = page

    def run(self, root: Element) -> None:
        """Add the size and the variants of each image."""
        if root.find(".//img") is None:
            return
        for parent in list(root.iter()):
            for index, child in enumerate(list(parent)):
                known = self.page.pictures.get(child.attrib.pop(PICTURE_ATTRIBUTE, "")) if child.tag == "img" else None
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
