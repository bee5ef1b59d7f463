"""Claims and sources as rows, and the language that selects them."""
