"""Publishing: from a built folder to a static host, safe at every instant."""
