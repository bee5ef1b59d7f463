"""Charts drawn by worker processes, unless an earlier build drew them."""
