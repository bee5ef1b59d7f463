"""Rules about where claims and sources come from."""
