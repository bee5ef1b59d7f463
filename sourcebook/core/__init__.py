"""Files, text, images, caches, executors, and the manifest of a built site; imports no other package."""
