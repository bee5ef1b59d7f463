"""Charts that authors write: functions of a `charts.py`, and Vega-Lite files."""
