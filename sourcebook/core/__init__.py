"""Ideas that know nothing of sites: files, dates, images, caches, executors. Nothing here imports from outside."""
