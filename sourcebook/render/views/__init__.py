"""Views: what templates see of records."""
