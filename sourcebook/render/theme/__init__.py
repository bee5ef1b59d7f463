"""Templates, style sheet and assets of the theme."""
