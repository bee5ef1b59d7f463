"""Text: dates, slugs, phrases, suggestions."""
