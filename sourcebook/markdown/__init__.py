"""Markdown to HTML with claims, citations, figures and links between content files."""
