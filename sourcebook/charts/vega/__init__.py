"""From a Vega-Lite specification to SVG, PNG, CSV and JSON, with Vega in V8."""
