"""Publish a built folder to a static host."""
