"""Decode files into text, YAML and TOML nodes, front matter, and fields of records, with their locations."""
