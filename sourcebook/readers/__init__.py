"""Read a content folder into records, with locations of values and findings about problems."""
