"""Pages rendered by other processes or machines."""
