"""Utilities that do not depend on sites: files, dates, images, caches, executors. Imports nothing of other packages."""
