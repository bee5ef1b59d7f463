"""Caches: digests and fingerprints, results on disk, results of the previous round."""
