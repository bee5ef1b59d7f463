"""Render a site to its files: page kinds, figures, views of records, and the theme."""
