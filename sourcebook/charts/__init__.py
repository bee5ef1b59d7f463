"""Charts: claims and tables to Vega-Lite, SVG and PNG, drawn by worker processes."""
