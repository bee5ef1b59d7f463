"""What all built-in charts share: colours, conditions, layouts, the theme of Vega."""
