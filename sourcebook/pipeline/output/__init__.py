"""Rendered files on their way to the output folder."""
