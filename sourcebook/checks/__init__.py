"""Checks: what is wrong with a site, one file a rule, and how findings are printed."""
