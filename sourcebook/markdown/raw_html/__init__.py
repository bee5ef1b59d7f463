"""HTML within Markdown: its faults, and the part of it that pages have."""
