"""Compiled templates, kept from one build to the next."""

from __future__ import annotations

from types import CodeType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from sourcebook.core.cache.disk_cache import NullCache
from sourcebook.core.cache.fingerprints import program_fingerprint

Codes = dict[str, tuple[str, CodeType | None]]
"""The code of templates, each with the checksum of its text, by key."""


class TemplateBytecodeCache(BytecodeCache):
    """The code of templates: one whose text is as it was is not compiled again, by this process or a later one.

    Args:
        cache: holds what earlier builds made.
        codes: holds what this process made or read, and will hold what it makes now.
    """

    def __init__(self, cache: NullCache, codes: Codes) -> None:
        self._cache = cache
        self._codes = codes

    def load_bytecode(self, bucket: Bucket) -> None:
        """Hand over the code of a template whose text has this checksum."""
        checksum, code = self._codes.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code
            return
        found = self._cache.load(self._key(bucket))
        if found is not None:
            bucket.bytecode_from_string(found)  # of this version of Python, or nothing
            self._codes[bucket.key] = (bucket.checksum, bucket.code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        self._codes[bucket.key] = (bucket.checksum, bucket.code)
        self._cache.save(self._key(bucket), bucket.bytecode_to_string())

    def _key(self, bucket: Bucket) -> str:
        return self._cache.key(("template", program_fingerprint().hex(), bucket.key, bucket.checksum))
