"""Shared parts of built-in charts: colours, conditions, layouts, the theme of Vega."""
