"""What the site says of itself: statements, which are small typed values, and their words, each kind in one place."""
