"""Checks: one file for each rule, and formats of findings."""
