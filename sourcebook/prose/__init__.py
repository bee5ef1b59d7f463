"""Markdown to HTML: claims, citations, figures and links between content files."""

from sourcebook.prose.page import Figures, Manuscript, Prose, Tie
from sourcebook.prose.writer import Writer

__all__ = ["Figures", "Manuscript", "Prose", "Tie", "Writer"]
