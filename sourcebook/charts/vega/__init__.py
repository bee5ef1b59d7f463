"""Vega-Lite specifications to SVG, PNG, CSV and JSON, with Vega in V8."""
