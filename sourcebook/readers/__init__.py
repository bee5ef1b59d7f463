"""Bytes to records: one file per format, every value with its place, every problem collected."""
