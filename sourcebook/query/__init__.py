"""Claims and sources as rows, and the language of queries that select them."""
