"""Bytecode cache of compiled templates."""

from __future__ import annotations

from types import CodeType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from sourcebook.core.cache.disk_cache import ResultCache

Codes = dict[str, tuple[str, CodeType | None]]
"""Bytecode of templates with the checksum of their source, by key."""


class TemplateBytecodeCache(BytecodeCache):
    """Jinja bytecode cache in memory and in the disk cache.

    Args:
        cache: of compiled code.
        codes: bytecode of this process; new bytecode is added.
    """

    def __init__(self, cache: ResultCache, codes: Codes) -> None:
        self._cache = cache
        self._codes = codes

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load the bytecode of a template with this checksum."""
        checksum, code = self._codes.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code
            return
        found = self._cache.load(self._key(bucket))
        if found is not None:
            bucket.bytecode_from_string(found)  # of this version of Python, or nothing
            self._codes[bucket.key] = (bucket.checksum, bucket.code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Store the bytecode of a template."""
        self._codes[bucket.key] = (bucket.checksum, bucket.code)
        self._cache.save(self._key(bucket), bucket.bytecode_to_string())

    def _key(self, bucket: Bucket) -> str:
        return self._cache.key(("template", bucket.key, bucket.checksum))
