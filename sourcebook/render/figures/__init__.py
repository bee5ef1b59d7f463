"""Figures of a page: charts, tables, cards."""
