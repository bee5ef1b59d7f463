"""From a site to its files: pages, figures, views of records, and the theme that shows them."""
