"""Starter files: a site, a briefing, a source, a workflow for continuous integration."""
